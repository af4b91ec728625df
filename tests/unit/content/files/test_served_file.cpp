#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <ctime>
#include <thread>

#include "content/files/served_file.hpp"
#include "os/clock.hpp"
#include "support/catch.hpp"
#include "support/temp_directory.hpp"

using namespace ladder;
using content::load_file;
using content::LoadResult;
using content::read_stable;
using content::StableContent;
using test::TempDirectory;

namespace {

constexpr std::uint64_t kMost = 1024 * 1024;

os::Fd open_read_write(const std::string& path) { return os::Fd(::open(path.c_str(), O_RDWR | O_CLOEXEC)); }

// What a reader may do in mid-read is decided by this, since a function pointer carries no state.
int calls = 0;
int changes_left = 0;

// Reads half, lets the file be rewritten, reads the other half: a mixture, if nobody looks.
int read_with_change(int fd, std::string& bytes) {
  ++calls;
  if (changes_left == 0) return content::read_whole(fd, bytes);
  --changes_left;
  const std::size_t half = bytes.size() / 2;
  CHECK(::pread(fd, bytes.data(), half, 0) == static_cast<ssize_t>(half));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // beyond one tick, so that the times do differ
  const std::string changed(bytes.size(), static_cast<char>('b' + calls));
  CHECK(::pwrite(fd, changed.data(), changed.size(), 0) == static_cast<ssize_t>(changed.size()));
  CHECK(::pread(fd, bytes.data() + half, half, static_cast<off_t>(half)) == static_cast<ssize_t>(half));
  std::this_thread::sleep_for(std::chrono::milliseconds(120));  // the change is no longer "just now"
  return 0;
}

// Gives other bytes at each of the first two readings although the times stay the same: a write in progress.
int read_unstable(int fd, std::string& bytes) {
  const int result = content::read_whole(fd, bytes);
  if (++calls <= 2 && !bytes.empty()) bytes[0] = static_cast<char>('0' + calls);
  return result;
}

int read_short(int, std::string& bytes) {
  ++calls;
  bytes.resize(bytes.size() / 2);
  return 0;
}

int read_failing(int, std::string&) { return EIO; }

}  // namespace

TEST_CASE("A file that changes while it is read is read again", "[content][stage06]") {
  const TempDirectory temp;
  temp.write("f", std::string(100, 'a'));
  const os::Fd fd = open_read_write(temp.path("f"));
  calls = 0;
  changes_left = 1;
  const StableContent content = read_stable(fd.get(), kMost, read_with_change);
  CHECK(content.error_number == 0);
  CHECK(content.bytes == std::string(100, 'c'));
  CHECK(calls >= 2);
  struct stat status {};
  REQUIRE(::fstat(fd.get(), &status) == 0);
  CHECK(content.identity == content::identity_of(status));
}

TEST_CASE("A file that never stands still is given up after a few readings", "[content][stage06]") {
  const TempDirectory temp;
  temp.write("f", std::string(100, 'a'));
  const os::Fd fd = open_read_write(temp.path("f"));
  calls = 0;
  changes_left = 1000;
  CHECK(read_stable(fd.get(), kMost, read_with_change).error_number == EAGAIN);
  CHECK(calls <= 10);
  calls = 0;
  CHECK(read_stable(fd.get(), kMost, read_short).error_number == EAGAIN);
  CHECK(read_stable(fd.get(), kMost, read_failing).error_number == EIO);
  CHECK(read_stable(fd.get(), 99).error_number == EAGAIN);  // larger than was asked for
}

TEST_CASE("A file changed just now is read until two readings agree", "[content][stage06]") {
  const TempDirectory temp;
  temp.write("f", "abc");
  temp.age("f", -3600);  // however slow this test runs, that is "just now"
  const os::Fd fd = open_read_write(temp.path("f"));
  calls = 0;
  const StableContent content = read_stable(fd.get(), kMost, read_unstable);
  CHECK(content.bytes == "abc");
  CHECK(calls == 4);
  CHECK_FALSE(content.settled);
}

TEST_CASE("A file at rest is read once", "[content][stage06]") {
  const TempDirectory temp;
  temp.write("f", "abc");
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  const os::Fd fd = open_read_write(temp.path("f"));
  calls = 2;
  const StableContent content = read_stable(fd.get(), kMost, read_unstable);
  CHECK(calls == 3);
  CHECK(content.settled);
}

TEST_CASE("A small file is loaded with its field lines ready", "[content][stage06][rfc9110-8]") {
  const TempDirectory temp;
  temp.write("index.html", "<p>hello");
  const LoadResult loaded = load_file(os::Directory(temp.path()), "index.html", kMost);
  REQUIRE(loaded.file);
  CHECK(loaded.file->bytes == "<p>hello");
  CHECK_FALSE(loaded.file->open_file);
  CHECK_FALSE(loaded.file->is_attachment);
  CHECK(loaded.file->fields.starts_with(
      "Content-Type: text/html; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nLast-Modified: "));
  CHECK(loaded.file->fields.ends_with("ETag: " + loaded.file->etag + "\r\nAccept-Ranges: bytes\r\n"));
  CHECK(loaded.file->not_modified_fields().starts_with("Last-Modified: "));
  CHECK(loaded.file->etag.starts_with('"'));
  CHECK(loaded.file->etag.ends_with('"'));
}

TEST_CASE("A file that is no page is an attachment under its own name", "[content][stage06][rfc6266-4]") {
  const TempDirectory temp;
  temp.make_directory("d");
  temp.write("d/a b.txt", "x");
  const LoadResult loaded = load_file(os::Directory(temp.path()), "d/a b.txt", kMost);
  REQUIRE(loaded.file);
  CHECK(loaded.file->is_attachment);
  CHECK(loaded.file->fields.find("Content-Disposition: attachment; filename=\"a b.txt\"\r\n") !=
        std::string::npos);
}

TEST_CASE("The entity tag changes with content, and only then", "[content][stage06][rfc9110-8.8.3]") {
  const TempDirectory temp;
  const os::Directory root(temp.path());
  temp.write("f.txt", "abc");
  const std::string first = load_file(root, "f.txt", kMost).file->etag;
  CHECK(load_file(root, "f.txt", kMost).file->etag == first);
  CHECK(load_file(root, "f.txt", 0).file->etag == first);
  temp.age("f.txt", 1);
  const std::string second = load_file(root, "f.txt", kMost).file->etag;
  CHECK(second != first);
  temp.write("f.txt", "abcd");
  temp.age("f.txt", 1);
  CHECK(load_file(root, "f.txt", kMost).file->etag != second);
}

TEST_CASE("Last-Modified is never in the future", "[content][stage06][rfc9110-8.8.2.1]") {
  const TempDirectory temp;
  temp.write("f.txt", "abc");
  temp.age("f.txt", -3600);
  const LoadResult loaded = load_file(os::Directory(temp.path()), "f.txt", kMost);
  REQUIRE(loaded.file);
  CHECK(loaded.file->last_modified <= os::wall_clock_seconds());
}

TEST_CASE("Last-Modified is not ahead of Date where two clocks disagree on the second",
          "[content][stage06][rfc9110-8.8.2.1]") {
  const TempDirectory temp;
  const os::Directory root(temp.path());
  temp.write("f.txt", "abc");
  const std::string path = temp.path() + "/f.txt";
  bool disagreed = false;
  // Until a load fell into the few milliseconds, once a second, in which the coarse clock lags by a whole
  // one.
  for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
       !disagreed && std::chrono::steady_clock::now() < end;) {
    timespec fine{};
    REQUIRE(::clock_gettime(CLOCK_REALTIME, &fine) == 0);
    if (fine.tv_sec == os::wall_clock_seconds()) continue;
    const timespec times[2] = {fine, fine};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
    const LoadResult loaded = load_file(root, "f.txt", kMost);
    const std::time_t date = os::wall_clock_seconds();
    REQUIRE(loaded.file);
    CHECK(loaded.file->last_modified <= date);
    disagreed = date < fine.tv_sec;
  }
  if (!disagreed) WARN("the clocks never disagreed for as long as a load takes");
}

TEST_CASE("A time that does not fit into nanoseconds, or lies before 1970, is told as what can be written",
          "[content][stage06][rfc9110-8.8.2.1]") {
  const TempDirectory temp;
  const os::Directory root(temp.path());
  temp.write("f.txt", "abc");
  const std::string path = temp.path() + "/f.txt";
  const auto told = [&](std::time_t seconds) {
    const timespec times[2] = {{seconds, 0}, {seconds, 0}};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
    const LoadResult loaded = load_file(root, "f.txt", kMost);
    REQUIRE(loaded.file);
    return loaded.file->last_modified;
  };
  CHECK(told(784'111'777) == 784'111'777);
  CHECK(told(0) == 0);
  CHECK(told(-200'000'000) == 0);
  for (const std::time_t future : {4'102'444'800, 9'223'372'036, 9'223'372'037, 15'032'385'535}) {
    CAPTURE(future);
    const std::time_t before = os::wall_clock_seconds();
    const std::time_t seconds = told(future);
    CHECK(seconds >= before);
    CHECK(seconds <= os::wall_clock_seconds());
  }
}

TEST_CASE("A large file gives slices until it changes", "[content][stage06]") {
  const TempDirectory temp;
  temp.write("f.txt", std::string(3'000'000, 'a'));
  temp.age("f.txt", 5);
  const LoadResult loaded = load_file(os::Directory(temp.path()), "f.txt", kMost);
  REQUIRE(loaded.file);
  REQUIRE(loaded.file->open_file);
  CHECK(loaded.file->bytes.empty());
  const http::FileSource& source = *loaded.file->open_file;

  const auto slice = source.slice(10, 3'000'000);
  REQUIRE(slice);
  CHECK(slice->offset == 10);
  CHECK(slice->length_bytes == content::OpenFile::kSliceBytes);
  CHECK(source.slice(2'999'990, 100)->length_bytes == 10);
  CHECK(source.slice(5, 7)->length_bytes == 7);
  CHECK_FALSE(source.slice(3'000'001, 1));

  SECTION("a change of the bytes ends it") { temp.write("f.txt", std::string(3'000'000, 'b')); }
  SECTION("a truncation ends it") { temp.write("f.txt", ""); }
  SECTION("a truncation ends it even if the times are set back") {
    const auto written = std::filesystem::last_write_time(temp.path("f.txt"));
    temp.write("f.txt", std::string(1'000, 'a'));
    std::filesystem::last_write_time(temp.path("f.txt"), written);
  }
  CHECK_FALSE(source.slice(20, 100));
}

TEST_CASE("A large file that is touched or appended to is sent to its end", "[content][stage12]") {
  const TempDirectory temp;
  temp.write("f.txt", std::string(3'000'000, 'a'));
  temp.age("f.txt", 5);
  const LoadResult loaded = load_file(os::Directory(temp.path()), "f.txt", kMost);
  const auto append = [&](std::string_view text) {
    std::ofstream(temp.path("f.txt"), std::ios::binary | std::ios::app) << text;
  };
  SECTION("touched") { temp.age("f.txt", 0); }
  SECTION("touched with a time of its own") { temp.age("f.txt", 3'600); }
  SECTION("appended to") { append("another line\n"); }
  SECTION("appended to again and again, and touched") {
    for (int i = 0; i < 3; ++i) {
      append("another line\n");
      CHECK(loaded.file->open_file->slice(0, 100));
    }
    temp.age("f.txt", 3'600);
  }
  const http::FileSource& source = *loaded.file->open_file;
  CHECK(source.slice(20, 100)->length_bytes == 100);
  CHECK(source.slice(2'999'990, 100)->length_bytes == 10);  // what was announced, and nothing of the new line
}

TEST_CASE("A large file that is written anew, longer, ends the answer", "[content][stage12]") {
  const TempDirectory temp;
  std::string text(3'000'000, 'a');
  temp.write("f.txt", text);
  temp.age("f.txt", 5);
  const LoadResult loaded = load_file(os::Directory(temp.path()), "f.txt", kMost);
  SECTION("with other content") { temp.write("f.txt", std::string(3'000'100, 'b')); }
  SECTION("with a line put in front") { temp.write("f.txt", "a new first line\n" + text); }
  SECTION("with other content and the old times") {
    const auto written = std::filesystem::last_write_time(temp.path("f.txt"));
    temp.write("f.txt", std::string(3'000'000, 'b'));
    std::filesystem::last_write_time(temp.path("f.txt"), written);
  }
  CHECK_FALSE(loaded.file->open_file->slice(20, 100));
}

TEST_CASE("Of a file of a few kilobytes every byte is looked at", "[content][stage12]") {
  const TempDirectory temp;
  std::string text(GENERATE(as<std::size_t>{}, 1, 300, 4'096), 'a');
  temp.write("f.txt", text);
  temp.age("f.txt", 5);
  const LoadResult loaded = load_file(os::Directory(temp.path()), "f.txt", 0);
  REQUIRE(loaded.file->open_file);
  CHECK(loaded.file->open_file->slice(0, 1));
  text[text.size() / 2] = 'b';
  temp.write("f.txt", text);
  CHECK_FALSE(loaded.file->open_file->slice(0, 1));
}

TEST_CASE("A large file whose name is given to a new version is sent to its end", "[content][stage06]") {
  const TempDirectory temp;
  temp.write("f.txt", std::string(100, 'a'));
  const LoadResult loaded = load_file(os::Directory(temp.path()), "f.txt", 10);
  temp.write("new", std::string(100, 'b'));
  std::filesystem::rename(temp.path("new"), temp.path("f.txt"));
  const auto slice = loaded.file->open_file->slice(0, 100);
  REQUIRE(slice);
  std::string bytes(100, '\0');
  REQUIRE(::pread(slice->fd, bytes.data(), bytes.size(), 0) == 100);
  CHECK(bytes == std::string(100, 'a'));
}

TEST_CASE("What is not a regular file is not found", "[content][stage06]") {
  const TempDirectory temp;
  temp.make_directory("directory.html");
  REQUIRE(::mkfifo(temp.path("pipe.txt").c_str(), 0600) == 0);
  temp.link("loop.txt", "loop.txt");
  const os::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  temp.path("socket.txt").copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);

  const os::Directory root(temp.path());
  for (const std::string name :
       {"missing.txt", "directory.html", "pipe.txt", "loop.txt", "socket.txt", "missing/a.txt"}) {
    INFO(name);
    const LoadResult loaded = load_file(root, name, kMost);
    CHECK_FALSE(loaded.file);
    CHECK(loaded.status == http::Status::not_found);
  }
}

TEST_CASE("A link that leads out of the root is forbidden", "[content][stage06][rfc9110-17.3]") {
  const TempDirectory temp;
  temp.link("/etc/hostname", "out.txt");
  CHECK(load_file(os::Directory(temp.path()), "out.txt", kMost).status == http::Status::forbidden);
}

TEST_CASE("Each error of opening a file has its status", "[content][stage06]") {
  using content::status_of_open_error;
  using http::Status;
  for (const int number : {EACCES, EPERM, EXDEV}) CHECK(status_of_open_error(number) == Status::forbidden);
  for (const int number : {ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP, ENXIO}) {
    CHECK(status_of_open_error(number) == Status::not_found);
  }
  for (const int number : {EMFILE, ENFILE})
    CHECK(status_of_open_error(number) == Status::service_unavailable);
  for (const int number : {EIO, ENOMEM, EINVAL})
    CHECK(status_of_open_error(number) == Status::internal_server_error);
}
