/// \file
/// error_in_segments, tried by the function that calls it: paths that may be served, and paths that lead
/// elsewhere.
#include <string>

#include "content/files/safe_path.hpp"
#include "support/catch.hpp"

namespace {

unsigned status_of(std::string_view path) {
  return ladder::http::code(
      ladder::content::validate_resource_path(path, ladder::content::Extensions()).status);
}

}  // namespace

TEST_CASE("names are served, at whatever depth, with dots in them or before them") {
  for (const char* path : {"/", "/a.txt", "/a/b/c.txt", "/docs/", "/a...txt", "/.well-known/a.txt"}) {
    INFO(path);
    CHECK(status_of(path) == 200U);
  }
}

TEST_CASE("no segment is ..") {
  for (const char* path : {"/../a.txt", "/a/../b.txt", "/a/..", "/..", "/%2e%2e/a.txt", "/a/.%2E/b.txt"}) {
    INFO(path);
    CHECK(status_of(path) == 403U);
  }
}

TEST_CASE("nor a single dot") {
  for (const char* path : {"/./a.txt", "/a/./b.txt", "/a/.", "/."}) {
    INFO(path);
    CHECK(status_of(path) == 403U);
  }
}

TEST_CASE("nor empty, but for the last") {
  CHECK(status_of("//a.txt") == 403);
  CHECK(status_of("/a//b.txt") == 403);
  CHECK(status_of("/a/") == 200);
}
