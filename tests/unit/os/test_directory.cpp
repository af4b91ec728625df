#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "os/directory.hpp"
#include "support/catch.hpp"
#include "support/temp_directory.hpp"

using ladder::os::Directory;
using ladder::os::OpenResult;
using ladder::test::TempDirectory;

namespace {

std::string content_of(const OpenResult& opened) {
  char bytes[64];
  const ssize_t count = ::read(opened.fd.get(), bytes, sizeof bytes);
  return count < 0 ? "(error)" : std::string(bytes, static_cast<std::size_t>(count));
}

/// A root with a secret beside it.
struct Fixture {
  TempDirectory temp;
  Fixture() {
    temp.make_directory("root/sub");
    temp.write("secret.txt", "secret");
    temp.write("root/a.txt", "a");
    temp.write("root/sub/b.txt", "b");
  }
};

}  // namespace

TEST_CASE("Directory opens files beneath itself", "[os][stage06]") {
  const Fixture fixture;
  const Directory root(fixture.temp.path("root"));
  CHECK(content_of(root.open_file("a.txt")) == "a");
  CHECK(content_of(root.open_file("sub/b.txt")) == "b");
  CHECK(content_of(root.open_file("sub/../a.txt")) == "a");
}

TEST_CASE("Directory lets no name out of itself", "[os][stage06][rfc9110-17.3]") {
  const Fixture fixture;
  const Directory root(fixture.temp.path("root"));
  const std::string name =
      GENERATE("../secret.txt", "sub/../../secret.txt", "/etc/passwd", "..", "sub/../..");
  INFO(name);
  const OpenResult opened = root.open_file(name);
  CHECK_FALSE(opened.fd);
  CHECK(opened.error_number == EXDEV);
}

TEST_CASE("Directory follows a link that stays beneath and refuses one that leads out", "[os][stage06]") {
  const Fixture fixture;
  fixture.temp.link("sub/b.txt", "root/inside.txt");
  fixture.temp.link("../secret.txt", "root/outside.txt");
  fixture.temp.link("/etc", "root/etc");
  fixture.temp.link("loop.txt", "root/loop.txt");
  const Directory root(fixture.temp.path("root"));
  CHECK(content_of(root.open_file("inside.txt")) == "b");
  CHECK(root.open_file("outside.txt").error_number == EXDEV);
  CHECK(root.open_file("etc/passwd").error_number == EXDEV);
  CHECK(root.open_file("loop.txt").error_number == ELOOP);
}

TEST_CASE("Directory tells why a file cannot be opened", "[os][stage06]") {
  const Fixture fixture;
  const Directory root(fixture.temp.path("root"));
  CHECK(root.open_file("missing.txt").error_number == ENOENT);
  CHECK(root.open_file("a.txt/").error_number == ENOTDIR);
  CHECK(root.open_file(std::string(300, 'n')).error_number == ENAMETOOLONG);
}

TEST_CASE("Directory does not wait for a writer when it opens a FIFO", "[os][stage06]") {
  const Fixture fixture;
  REQUIRE(::mkfifo(fixture.temp.path("root/pipe.txt").c_str(), 0600) == 0);
  const Directory root(fixture.temp.path("root"));
  CHECK(root.open_file("pipe.txt").fd);  // without O_NONBLOCK this never returns
}

TEST_CASE("Directory hands out descriptors that are closed on exec", "[os][stage06]") {
  const Fixture fixture;
  const Directory root(fixture.temp.path("root"));
  const OpenResult opened = root.open_file("a.txt");
  const OpenResult created = root.create_file("new.txt");
  CHECK((::fcntl(opened.fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK((::fcntl(created.fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("Directory creates a file only under a free name", "[os][stage07]") {
  const Fixture fixture;
  const Directory root(fixture.temp.path("root"));
  CHECK(root.create_file("a.txt").error_number == EEXIST);
  CHECK(root.create_file("../x.txt").error_number == EXDEV);
  const OpenResult created = root.create_file("new.txt");
  REQUIRE(created.fd);
  CHECK(::write(created.fd.get(), "new", 3) == 3);
  CHECK(fixture.temp.read("root/new.txt") == "new");
  CHECK(fixture.temp.read("root/a.txt") == "a");
}

TEST_CASE("Directory never replaces a file when it renames one", "[os][stage07]") {
  const Fixture fixture;
  fixture.temp.write("root/b.txt", "b");
  const Directory root(fixture.temp.path("root"));
  CHECK(root.rename_new("a.txt", "b.txt") == EEXIST);
  CHECK(fixture.temp.read("root/b.txt") == "b");
  CHECK(root.rename_new("a.txt", "c.txt") == 0);
  CHECK(fixture.temp.read("root/c.txt") == "a");
  CHECK_FALSE(fixture.temp.exists("root/a.txt"));
  CHECK(root.rename_new("missing.txt", "d.txt") == ENOENT);
  CHECK(root.flush() == 0);
}

TEST_CASE("Directory removes names", "[os][stage07]") {
  const Fixture fixture;
  const Directory root(fixture.temp.path("root"));
  CHECK(root.remove("a.txt") == 0);
  CHECK(root.remove("a.txt") == ENOENT);
  CHECK_FALSE(fixture.temp.exists("root/a.txt"));
}

TEST_CASE("Directory lists its names, as often as it is asked", "[os][stage07]") {
  const Fixture fixture;
  const Directory root(fixture.temp.path("root"));
  for (int i = 0; i < 2; ++i) {
    std::vector<std::string> names = root.names();
    std::sort(names.begin(), names.end());
    CHECK(names == std::vector<std::string>{"a.txt", "sub"});
  }
}

TEST_CASE("Directory opens or creates a subdirectory, and only beneath", "[os][stage07]") {
  const Fixture fixture;
  fixture.temp.link("..", "root/up");
  const Directory root(fixture.temp.path("root"));
  CHECK(content_of(root.subdirectory("sub").open_file("b.txt")) == "b");
  CHECK(root.subdirectory("made").path() == fixture.temp.path("root/made"));
  CHECK(fixture.temp.exists("root/made"));
  CHECK_THROWS_AS(root.subdirectory("up"), std::system_error);
  CHECK_THROWS_AS(root.subdirectory("a.txt"), std::system_error);
}

TEST_CASE("Directory knows whether a path still leads to it", "[os][stage12]") {
  const Fixture fixture;
  const std::string path = fixture.temp.path("root");
  const Directory root(path);
  CHECK(root.is_at(path));
  CHECK(root.is_at(path + "/sub/.."));
  CHECK_FALSE(root.is_at(path + "/sub"));
  std::filesystem::rename(path, fixture.temp.path("moved"));
  CHECK_FALSE(root.is_at(path));
  CHECK(root.is_at(fixture.temp.path("moved")));
  fixture.temp.make_directory("root");
  CHECK_FALSE(root.is_at(path));
}

TEST_CASE("Directory names the path that it cannot open", "[os][stage06]") {
  CHECK_THROWS_WITH(Directory("/no/such/place"), "open /no/such/place: No such file or directory");
}
