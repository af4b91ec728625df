#include <memory>
#include <thread>

#include "content/files/file_cache.hpp"
#include "support/catch.hpp"
#include "support/temp_directory.hpp"

using namespace ladder;
using content::FileCache;
using test::TempDirectory;
using namespace std::chrono_literals;

namespace {

seam::TimePoint test_time{1h};
seam::TimePoint now() { return test_time; }

struct Fixture {
  TempDirectory temp;
  FileCache cache;
  explicit Fixture(const FileCache::Options& options = {})
      : cache(std::make_shared<const os::Directory>(temp.path()), options, now) {}

  /// What GetHandler does: look, then load.
  std::shared_ptr<const content::ServedFile> ask(const std::string& name) {
    if (auto file = cache.find("/" + name)) return file;
    return cache.load("/" + name, name).file;
  }
  std::string text(const std::string& name) {
    const auto file = ask(name);
    return file ? file->bytes : "(none)";
  }
  /// A file whose times are past all doubt.
  void write_settled(const std::string& name, std::string_view text) const {
    temp.write(name, text);
    std::this_thread::sleep_for(120ms);
  }
};

}  // namespace

TEST_CASE("FileCache answers from memory within a second", "[content][stage06]") {
  Fixture fixture;
  fixture.write_settled("a.txt", "one");
  const auto first = fixture.ask("a.txt");
  test_time += 900ms;
  CHECK(fixture.ask("a.txt") == first);
  CHECK(fixture.cache.counters().hits == 1);
  CHECK(fixture.cache.counters().checks == 0);
  CHECK(fixture.cache.counters().loads == 1);
}

TEST_CASE("FileCache looks at a file again once a second and keeps it if it is the same",
          "[content][stage06]") {
  Fixture fixture;
  fixture.write_settled("a.txt", "one");
  const auto first = fixture.ask("a.txt");
  for (int second = 0; second < 3; ++second) {
    test_time += 1s;
    CHECK(fixture.ask("a.txt") == first);
    CHECK(fixture.ask("a.txt") == first);
  }
  CHECK(fixture.cache.counters().checks == 3);
  CHECK(fixture.cache.counters().hits == 3);
  CHECK(fixture.cache.counters().loads == 1);
}

TEST_CASE("FileCache sees an edited file within a second", "[content][stage06]") {
  Fixture fixture;
  fixture.write_settled("a.txt", "one");
  CHECK(fixture.text("a.txt") == "one");
  SECTION("edited in place, size unchanged") { fixture.temp.write("a.txt", "two"); }
  SECTION("replaced by another file") {
    fixture.temp.write("b", "two");
    std::filesystem::rename(fixture.temp.path("b"), fixture.temp.path("a.txt"));
  }
  CHECK(fixture.text("a.txt") == "one");
  test_time += 1s;
  CHECK(fixture.text("a.txt") == "two");
  CHECK(fixture.cache.counters().changes == 1);
}

TEST_CASE("FileCache sees a second edit within one tick of the clock of files", "[content][stage06]") {
  Fixture fixture;
  const std::string path = fixture.temp.path("a.txt");
  fixture.temp.write("a.txt", "one");
  const auto written = std::filesystem::last_write_time(path);
  CHECK(fixture.text("a.txt") == "one");
  fixture.temp.write("a.txt", "two");
  std::filesystem::last_write_time(path, written);  // as a coarse clock would have left it
  test_time += 1s;
  CHECK(fixture.text("a.txt") == "two");
}

TEST_CASE("FileCache does not trust the times of a file changed just before it was loaded",
          "[content][stage06]") {
  Fixture fixture;
  fixture.write_settled("a.txt", "one");
  fixture.temp.age("a.txt", -3600);  // however slow this test runs, that is "just now"
  const auto first = fixture.ask("a.txt");
  CHECK_FALSE(first->settled);
  CHECK(fixture.ask("a.txt") == first);
  test_time += 1s;
  CHECK(fixture.ask("a.txt") != first);
}

TEST_CASE("FileCache forgets a file that is gone, and finds it when it is back", "[content][stage06]") {
  Fixture fixture;
  CHECK(fixture.text("a.txt") == "(none)");
  fixture.write_settled("a.txt", "one");
  CHECK(fixture.text("a.txt") == "one");  // that it was missing is not remembered
  fixture.temp.remove("a.txt");
  test_time += 1s;
  CHECK(fixture.text("a.txt") == "(none)");
  CHECK(fixture.cache.entries() == 0);
  CHECK(fixture.cache.kept_bytes() == 0);
}

TEST_CASE("FileCache notices that a name leads out of the root now", "[content][stage06][rfc9110-17.3]") {
  Fixture fixture;
  fixture.write_settled("a.txt", "one");
  CHECK(fixture.text("a.txt") == "one");
  fixture.temp.remove("a.txt");
  fixture.temp.link("/etc/hostname", "a.txt");
  test_time += 1s;
  CHECK_FALSE(fixture.cache.find("/a.txt"));
  CHECK(fixture.cache.load("/a.txt", "a.txt").status == http::Status::forbidden);
}

TEST_CASE("FileCache stays within its budget and drops the least recently used", "[content][stage06]") {
  FileCache::Options options;
  options.budget_bytes = 10'000;  // room for three files of 2,000 bytes with their bookkeeping
  Fixture fixture(options);
  for (const std::string name : {"a.txt", "b.txt", "c.txt", "d.txt"}) {
    fixture.temp.write(name, std::string(2'000, name[0]));
  }
  for (const std::string name : {"a.txt", "b.txt", "c.txt", "a.txt", "d.txt"}) {
    CHECK(fixture.text(name) == std::string(2'000, name[0]));
    CHECK(fixture.cache.kept_bytes() <= options.budget_bytes);
  }
  CHECK(fixture.cache.counters().evictions == 1);
  CHECK(fixture.cache.find("/a.txt"));
  CHECK_FALSE(fixture.cache.find("/b.txt"));
  CHECK(fixture.cache.find("/c.txt"));
  CHECK(fixture.cache.find("/d.txt"));
}

TEST_CASE("FileCache counts its bookkeeping, so that empty files cannot fill the memory",
          "[content][stage06]") {
  FileCache::Options options;
  options.budget_bytes = 20'000;
  Fixture fixture(options);
  for (int i = 0; i < 200; ++i) {
    const std::string name = std::to_string(i) + ".txt";
    fixture.temp.write(name, "");
    CHECK(fixture.text(name).empty());
  }
  CHECK(fixture.cache.entries() < 40);
  CHECK(fixture.cache.kept_bytes() <= options.budget_bytes);
}

TEST_CASE("An answer in flight outlives the eviction of its file", "[content][stage06]") {
  FileCache::Options options;
  options.budget_bytes = 3'000;
  Fixture fixture(options);
  fixture.temp.write("a.txt", std::string(1'500, 'a'));
  fixture.temp.write("b.txt", std::string(1'500, 'b'));
  const auto in_flight = fixture.ask("a.txt");
  (void)fixture.ask("b.txt");
  CHECK_FALSE(fixture.cache.find("/a.txt"));
  CHECK(in_flight->bytes == std::string(1'500, 'a'));
}

TEST_CASE("A file that does not fit pushes out no other", "[content][stage06]") {
  FileCache::Options options;
  options.budget_bytes = 5'000;
  Fixture fixture(options);
  fixture.temp.write("small.txt", "s");
  fixture.temp.write("large.txt", std::string(4'900, 'l'));  // fits without its bookkeeping only
  (void)fixture.ask("small.txt");
  CHECK(fixture.text("large.txt").size() == 4'900);
  CHECK(fixture.cache.find("/small.txt"));
  CHECK_FALSE(fixture.cache.find("/large.txt"));
}

TEST_CASE("FileCache with no budget keeps no bytes and serves by descriptor", "[content][stage06]") {
  FileCache::Options options;
  options.budget_bytes = 0;
  Fixture fixture(options);
  fixture.write_settled("a.txt", "one");
  const auto file = fixture.ask("a.txt");
  REQUIRE(file);
  CHECK(file->open_file);
  CHECK(file->bytes.empty());
  CHECK(fixture.cache.kept_bytes() == 0);
  CHECK(fixture.ask("a.txt") == file);  // the descriptor is kept
}

TEST_CASE("FileCache keeps a bounded number of files open", "[content][stage06]") {
  FileCache::Options options;
  options.largest_in_memory_bytes = 1;
  options.open_files = 2;
  Fixture fixture(options);
  for (const std::string name : {"a.txt", "b.txt", "c.txt"}) fixture.temp.write(name, "large");
  const auto first = fixture.ask("a.txt");
  (void)fixture.ask("b.txt");
  (void)fixture.ask("c.txt");
  CHECK(fixture.cache.kept_open_files() == 2);
  CHECK_FALSE(fixture.cache.find("/a.txt"));
  CHECK(first->open_file->slice(0, 5));
}

TEST_CASE("FileCache looks at open files again once a second too", "[content][stage06]") {
  FileCache::Options options;
  options.largest_in_memory_bytes = 1;
  Fixture fixture(options);
  fixture.write_settled("a.txt", "large one");
  const auto first = fixture.ask("a.txt");
  test_time += 1s;
  CHECK(fixture.ask("a.txt") == first);
  fixture.temp.write("a.txt", "x");  // small now: it moves to memory
  test_time += 1s;
  CHECK(fixture.text("a.txt") == "x");
  CHECK(fixture.cache.kept_open_files() == 0);
  CHECK(fixture.cache.entries() == 1);
}

TEST_CASE("FileCache closes files that nobody has asked for in a minute", "[content][stage12]") {
  FileCache::Options options;
  options.largest_in_memory_bytes = 1;
  Fixture fixture(options);
  CHECK(fixture.cache.close_idle() == seam::kNever);
  for (const std::string name : {"a.txt", "b.txt"}) fixture.write_settled(name, "large");
  const auto in_flight = fixture.ask("a.txt");
  const seam::TimePoint first_use = test_time;
  test_time += 1s;
  (void)fixture.ask("b.txt");
  CHECK(fixture.cache.close_idle() == first_use + 60s + 10ms);  // a is the oldest; a tick later
  test_time += 50s;
  CHECK(fixture.ask("a.txt") == in_flight);
  CHECK(fixture.cache.close_idle() == first_use + 61s + 10ms);  // now it is b
  test_time += 10s;
  CHECK(fixture.cache.close_idle() == first_use + 111s + 10ms);
  CHECK(fixture.cache.kept_open_files() == 1);
  test_time += 50s;
  CHECK(fixture.cache.close_idle() == seam::kNever);
  CHECK(fixture.cache.kept_open_files() == 0);
  CHECK(fixture.cache.entries() == 0);
  CHECK(in_flight->open_file->slice(0, 5));  // an answer in flight goes on
}

TEST_CASE("FileCache keeps what is in memory however long nobody asks", "[content][stage12]") {
  Fixture fixture;
  fixture.write_settled("a.txt", "one");
  (void)fixture.ask("a.txt");
  test_time += 1h;
  CHECK(fixture.cache.close_idle() == seam::kNever);
  CHECK(fixture.cache.entries() == 1);
}

TEST_CASE("The coarse clock is the monotonic clock, a little late", "[content][stage06]") {
  const auto late = seam::Clock::now() - content::coarse_monotonic_time();
  CHECK(late >= -1ms);
  CHECK(late < 1s);
}

TEST_CASE("FileCache sees a large file that is edited in place at once: its bytes are those of now",
          "[content][stage06]") {
  FileCache::Options options;
  options.largest_in_memory_bytes = 10;
  Fixture fixture(options);
  fixture.write_settled("a.txt", "more than ten bytes");
  const auto first = fixture.ask("a.txt");
  REQUIRE(first->open_file);
  CHECK(fixture.ask("a.txt") == first);
  fixture.temp.write("a.txt", "edited, and of another size");
  const auto second = fixture.ask("a.txt");
  CHECK(second != first);
  CHECK(second->etag != first->etag);
  CHECK(second->open_file->slice(0, 100).has_value());
}

TEST_CASE("FileCache sees what happens to the compressed file beside another within a second",
          "[content][stage12][rfc9110-12.5.5]") {
  FileCache::Options options;
  const bool in_memory = GENERATE(true, false);
  if (!in_memory) options.budget_bytes = 0;
  Fixture fixture(options);
  fixture.temp.write("a.txt", "a long text");
  fixture.write_settled("a.txt.gz", "short");
  const auto first = fixture.ask("a.txt");
  REQUIRE(first->gzip);
  CHECK((first->gzip->open_file == nullptr) == in_memory);
  CHECK(first->gzip->identity.size_bytes == 5);
  CHECK(first->gzip->etag != first->etag);
  CHECK(first->fields.find("Vary: Accept-Encoding\r\n") != std::string::npos);
  CHECK(first->not_modified_fields().find("Vary: ") != std::string::npos);
  test_time += 1s;
  CHECK(fixture.ask("a.txt") == first);

  SECTION("it is gone") { std::filesystem::remove(fixture.temp.path("a.txt.gz")); }
  SECTION("it has become too old") { fixture.temp.age("a.txt.gz", 3600); }
  SECTION("it has become too large") { fixture.temp.write("a.txt.gz", "as long as it"); }
  SECTION("it may not be reached any more") {
    std::filesystem::remove(fixture.temp.path("a.txt.gz"));
    fixture.temp.link("/etc/hostname", "a.txt.gz");
  }
  test_time += 1s;
  const auto plain = fixture.ask("a.txt");
  CHECK(plain->gzip == nullptr);
  CHECK(plain->etag == first->etag);
  CHECK(plain->fields.find("Vary: ") == std::string::npos);

  std::filesystem::remove(fixture.temp.path("a.txt.gz"));
  fixture.write_settled("a.txt.gz", "again");
  test_time += 1s;
  REQUIRE(fixture.ask("a.txt")->gzip);
  if (in_memory) CHECK(fixture.ask("a.txt")->gzip->bytes == "again");
}

TEST_CASE("FileCache counts the compressed bytes too", "[content][stage12]") {
  Fixture fixture;
  fixture.write_settled("a.txt", std::string(20'000, 'a'));
  (void)fixture.ask("a.txt");
  const std::size_t without = fixture.cache.kept_bytes();
  fixture.write_settled("a.txt.gz", std::string(10'000, 'z'));
  test_time += 1s;
  (void)fixture.ask("a.txt");
  CHECK(fixture.cache.kept_bytes() >= without + 10'000);
}
