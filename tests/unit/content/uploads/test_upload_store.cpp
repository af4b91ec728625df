#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <set>
#include <system_error>
#include <thread>

#include "content/uploads/upload_store.hpp"
#include "support/catch.hpp"
#include "support/temp_directory.hpp"

using namespace ladder;
using content::CommitResult;
using content::PendingUpload;
using content::UploadNaming;
using content::UploadStore;
using test::TempDirectory;

namespace {

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

CommitResult store_text(const UploadStore& store, std::string_view text) {
  UploadStore::Begun begun = store.begin();
  REQUIRE(begun.upload);
  REQUIRE(begun.upload->append(bytes(text)) == 0);
  return begun.upload->commit("json");
}

std::unique_ptr<content::Leftover> leftover(std::shared_ptr<const os::Directory> directory, os::Fd fd,
                                            const std::string& name) {
  return std::make_unique<content::Leftover>(
      content::Leftover{std::move(directory), {name}, std::move(fd), {}, {}});
}

struct Fixture {
  TempDirectory temp;
  os::Directory root{temp.path()};
  std::vector<std::string> uploads() const { return temp.names("uploads"); }
};

// In the shape, d stands for a digit, x for one of 0-9a-z, all else for itself ("upload" has a d of its own).
bool has_shape(std::string_view name, std::string_view shape) {
  constexpr std::size_t kPrefix = 7;
  if (name.size() != shape.size() || name.substr(0, kPrefix) != shape.substr(0, kPrefix)) return false;
  for (std::size_t i = kPrefix; i < name.size(); ++i) {
    const bool is_digit = name[i] >= '0' && name[i] <= '9';
    const bool is_letter = name[i] >= 'a' && name[i] <= 'z';
    if (shape[i] == 'd' ? !is_digit : shape[i] == 'x' ? !is_digit && !is_letter : name[i] != shape[i])
      return false;
  }
  return true;
}

std::time_t fixed_time() { return 1'709'251'199; }  // 2024-02-29 23:59:59 UTC
std::string fixed_suffix() { return "aaaa"; }
int suffixes_made = 0;
std::string counting_suffix() { return "000" + std::to_string(suffixes_made++ / 2); }

}  // namespace

TEST_CASE("UploadStore keeps a committed upload whole", "[content][stage07]") {
  const Fixture fixture;
  const UploadStore store(fixture.root);
  const CommitResult result = store_text(store, R"({"a":1})");
  CHECK(result.error_number == 0);
  CHECK(fixture.uploads() == std::vector<std::string>{result.name});
  CHECK(fixture.temp.read("uploads/" + result.name) == R"({"a":1})");
  CHECK(has_shape(result.name, "upload_dddddddd_dddddd_xxxx.json"));
}

TEST_CASE("UploadStore names uploads by the time in UTC", "[content][stage07]") {
  const Fixture fixture;
  const UploadStore store(fixture.root, {fixed_time, fixed_suffix});
  REQUIRE(::setenv("TZ", "Asia/Tokyo", 1) == 0);
  ::tzset();
  CHECK(store_text(store, "1").name == "upload_20240229_235959_aaaa.json");
  REQUIRE(::unsetenv("TZ") == 0);
  ::tzset();
}

TEST_CASE("UploadStore takes another name when one is taken, and overwrites nothing", "[content][stage07]") {
  const Fixture fixture;
  suffixes_made = 0;
  const UploadStore store(fixture.root, {fixed_time, counting_suffix});
  CHECK(store_text(store, "1").name == "upload_20240229_235959_0000.json");
  CHECK(store_text(store, "2").name == "upload_20240229_235959_0001.json");  // after 0000 again
  CHECK(fixture.temp.read("uploads/upload_20240229_235959_0000.json") == "1");
}

TEST_CASE("UploadStore gives up on names that are all taken, leaving nothing behind", "[content][stage07]") {
  const Fixture fixture;
  const UploadStore store(fixture.root, {fixed_time, fixed_suffix});
  CHECK(store_text(store, "1").error_number == 0);
  CHECK(store_text(store, "2").error_number == EEXIST);
  store.settle();
  CHECK(fixture.uploads().size() == 1);
  CHECK(fixture.temp.read("uploads/upload_20240229_235959_aaaa.json") == "1");
}

TEST_CASE("An abandoned upload leaves nothing behind", "[content][stage07]") {
  const Fixture fixture;
  const UploadStore store(fixture.root);
  {
    const UploadStore::Begun begun = store.begin();
    REQUIRE(begun.upload);
    CHECK(begun.upload->append(bytes("half")) == 0);
    CHECK(fixture.uploads().size() == 1);
    CHECK(fixture.uploads().front().starts_with(".incoming-"));
  }
  store.settle();
  CHECK(fixture.uploads().empty());
}

TEST_CASE("UploadStore removes what a crash left, but not what a living server writes",
          "[content][stage07]") {
  const Fixture fixture;
  const UploadStore first(fixture.root);
  const UploadStore::Begun living = first.begin();
  fixture.temp.write("uploads/.incoming-stale", "half");
  fixture.temp.write("uploads/upload_1.json", "whole");
  fixture.temp.write("uploads/.gitkeep", "");
  const UploadStore second(fixture.root);
  const std::vector<std::string> left = fixture.uploads();
  CHECK(left.size() == 3);
  CHECK_FALSE(fixture.temp.exists("uploads/.incoming-stale"));
  CHECK(fixture.temp.exists("uploads/upload_1.json"));
  CHECK(fixture.temp.exists("uploads/.gitkeep"));
  CHECK(living.upload->append(bytes("x")) == 0);
}

TEST_CASE("What was left before any upload began goes with the store", "[content][stage07]") {
  const Fixture fixture;
  const auto directory = std::make_shared<const os::Directory>(fixture.temp.path());
  fixture.temp.write(".incoming-left", "");
  {
    const UploadStore store(fixture.root);
    const PendingUpload upload(store, leftover(directory, {}, ".incoming-left"));
  }
  CHECK_FALSE(fixture.temp.exists(".incoming-left"));
}

TEST_CASE("A full device is reported, and nothing is left behind", "[content][stage07]") {
  const Fixture fixture;
  const UploadStore store(fixture.root);
  const auto directory = std::make_shared<const os::Directory>(fixture.temp.path());
  fixture.temp.write(".incoming-full", "");
  {
    PendingUpload upload(
        store, leftover(directory, os::Fd(::open("/dev/full", O_WRONLY | O_CLOEXEC)), ".incoming-full"));
    CHECK(upload.append(bytes("x")) == ENOSPC);
  }
  store.settle();
  CHECK_FALSE(fixture.temp.exists(".incoming-full"));
}

TEST_CASE("A write that is cut short by a limit is reported, and nothing is left behind",
          "[content][stage07]") {
  const Fixture fixture;
  const UploadStore store(fixture.root);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {  // no Catch in here: the exit status tells
    (void)std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1'000, 1'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
    UploadStore::Begun begun = store.begin();
    if (!begun.upload) ::_exit(3);
    const std::string large(1'500, 'x');  // 1,000 bytes are taken, then EFBIG
    if (begun.upload->append(bytes(large)) != EFBIG) ::_exit(4);
    begun.upload->discard();  // here: a child has no thread but this one
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(fixture.uploads().empty());
}

TEST_CASE("A commit that fails leaves nothing behind", "[content][stage07]") {
  const Fixture fixture;
  const UploadStore store(fixture.root);
  const auto directory = std::make_shared<const os::Directory>(fixture.temp.path());
  fixture.temp.write(".incoming-x", "half");
  {
    // fsync(2) of a pipe is EINVAL.
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const os::Fd reader(ends[0]);
    PendingUpload upload(store, leftover(directory, os::Fd(ends[1]), ".incoming-x"));
    CHECK(upload.commit("json").error_number == EINVAL);
  }
  store.settle();
  CHECK(fixture.temp.names() == std::vector<std::string>{"uploads"});
}

TEST_CASE("UploadStore stores where the path leads now", "[content][stage07]") {
  const Fixture fixture;
  std::vector<std::string> told;
  const UploadStore store(fixture.root, {},
                          [&](content::Trouble, std::string_view what) { told.emplace_back(what); });
  REQUIRE(store_text(store, "1").error_number == 0);
  CHECK(told.empty());
  SECTION("its directory was removed") { fixture.temp.remove("uploads"); }
  SECTION("its directory was removed and made again") {
    fixture.temp.remove("uploads");
    fixture.temp.make_directory("uploads");
  }
  SECTION("its directory was renamed") {
    std::filesystem::rename(fixture.temp.path("uploads"), fixture.temp.path("elsewhere"));
  }
  const CommitResult stored = store_text(store, "2");
  CHECK(stored.error_number == 0);
  CHECK(fixture.temp.read("uploads/" + stored.name) == "2");
  CHECK(fixture.uploads().size() == 1);
  REQUIRE(told.size() == 1);
  CHECK(told[0] == fixture.temp.path("uploads") + " is another directory now: storing there");
}

TEST_CASE("UploadStore sweeps a directory that takes the place of its own", "[content][stage07]") {
  const Fixture fixture;
  const UploadStore store(fixture.root);
  fixture.temp.make_directory("next");
  fixture.temp.write("next/.incoming-stale", "half");
  fixture.temp.remove("uploads");
  std::filesystem::rename(fixture.temp.path("next"), fixture.temp.path("uploads"));
  const CommitResult stored = store_text(store, "1");
  CHECK(fixture.uploads() == std::vector<std::string>{stored.name});
}

TEST_CASE("An upload under way when its directory is replaced is not confirmed, and leaves nothing",
          "[content][stage07]") {
  const Fixture fixture;
  const UploadStore store(fixture.root);
  {
    const UploadStore::Begun begun = store.begin();
    REQUIRE(begun.upload);
    REQUIRE(begun.upload->append(bytes("1")) == 0);
    std::filesystem::rename(fixture.temp.path("uploads"), fixture.temp.path("elsewhere"));
    fixture.temp.make_directory("uploads");
    CHECK(begun.upload->commit("json").error_number == ESTALE);
  }
  store.settle();
  CHECK(fixture.uploads().empty());
  CHECK(fixture.temp.names("elsewhere").empty());
}

TEST_CASE("UploadStore follows its root to another tree, and says why it cannot", "[content][stage07]") {
  const TempDirectory temp;
  temp.make_directory("one");
  temp.make_directory("two");
  temp.link("one", "root");
  const UploadStore store(os::Directory(temp.path("root")));
  REQUIRE(store_text(store, "1").error_number == 0);
  temp.remove("root");
  CHECK(store.begin().error_number == ENOENT);
  temp.link("two", "root");
  const CommitResult stored = store_text(store, "2");
  CHECK(temp.names("two/uploads") == std::vector<std::string>{stored.name});
  temp.remove("two/uploads");
  temp.write("two/uploads", "a file");
  CHECK(store.begin().error_number == ENOTDIR);
}

TEST_CASE("What is stored may be read by its owner alone", "[content][stage07]") {
  const Fixture fixture;
  const UploadStore store(fixture.root);
  const CommitResult stored = store_text(store, "1");
  CHECK(std::filesystem::status(fixture.temp.path("uploads/" + stored.name)).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("Who drops an upload does not remove it: another thread does", "[content][stage07][unlink.2]") {
  const Fixture fixture;
  const UploadStore store(fixture.root);
  std::vector<std::unique_ptr<PendingUpload>> uploads;
  for (int i = 0; i < 50; ++i) {
    uploads.push_back(store.begin().upload);
    REQUIRE(uploads.back());
  }
  CHECK(fixture.uploads().size() == 50);
  uploads.clear();
  store.settle();
  CHECK(fixture.uploads().empty());
}

TEST_CASE("What is dropped after a while without any is removed, too", "[content][stage07]") {
  const Fixture fixture;
  const UploadStore store(fixture.root);
  for (int i = 0; i < 3; ++i) {
    store.begin().upload.reset();
    store.settle();
    CHECK(fixture.uploads().empty());
  }
}

TEST_CASE("What was dropped is removed before its store is gone", "[content][stage07]") {
  const Fixture fixture;
  {
    const UploadStore store(fixture.root);
    for (int i = 0; i < 50; ++i) store.begin().upload.reset();
  }
  CHECK(fixture.uploads().empty());
}

TEST_CASE("UploadStore does not follow a link out of the root", "[content][stage07][rfc9110-17.3]") {
  const Fixture fixture;
  const TempDirectory elsewhere;
  fixture.temp.link(elsewhere.path(), "uploads");
  CHECK_THROWS_AS(UploadStore(fixture.root), std::system_error);
}

TEST_CASE("UploadStore serves several threads at once", "[content][stage07]") {
  const Fixture fixture;
  const UploadStore store(fixture.root);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&store, i] {
        for (int j = 0; j < 10; ++j) {
          UploadStore::Begun begun = store.begin();
          const std::string text = std::to_string(i * 10 + j);
          if (begun.upload && begun.upload->append(bytes(text)) == 0) (void)begun.upload->commit("json");
        }
      });
    }
  }
  std::set<std::string> texts;
  for (const std::string& name : fixture.uploads()) texts.insert(fixture.temp.read("uploads/" + name));
  CHECK(fixture.uploads().size() == 40);
  CHECK(texts.size() == 40);
}

TEST_CASE("Errors of storage that mean no room are 507, those that pass 503, others 500",
          "[content][stage07][rfc4918-11.5]") {
  for (const int number : {ENOSPC, EDQUOT, EFBIG}) {
    CHECK(content::status_of_storage_error(number) == http::Status::insufficient_storage);
  }
  for (const int number : {EMFILE, ENFILE, ESTALE}) {
    CHECK(content::status_of_storage_error(number) == http::Status::service_unavailable);
  }
  for (const int number : {EROFS, EIO, EACCES, ENOENT, EEXIST}) {
    CHECK(content::status_of_storage_error(number) == http::Status::internal_server_error);
  }
}
