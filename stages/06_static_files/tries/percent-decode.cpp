/// \file
/// percent_decode, tried by the function that calls it: which name a path becomes, or that it is refused.
#include <string>

#include "content/files/safe_path.hpp"
#include "support/catch.hpp"

namespace {

/// The name beneath the root, or the status with which the path is refused.
std::string name_of(std::string_view path) {
  const auto judged = ladder::content::validate_resource_path(path, ladder::content::Extensions());
  return judged.relative.empty() ? std::to_string(ladder::http::code(judged.status)) : judged.relative;
}

}  // namespace

TEST_CASE("what is not encoded stays as it is") {
  CHECK(name_of("/a/b/c.txt") == "a/b/c.txt");
  CHECK(name_of("/a+b.txt") == "a+b.txt");
}

TEST_CASE("two digits, in either case, are one byte") {
  CHECK(name_of("/%61.txt") == "a.txt");
  CHECK(name_of("/a%20b.txt") == "a b.txt");
  CHECK(name_of("/caf%C3%a9.txt") == "caf\xc3\xa9.txt");
}

TEST_CASE("it is decoded once, and only once") { CHECK(name_of("/%2541.txt") == "%41.txt"); }

TEST_CASE("what is malformed is refused, and not repaired") {
  for (const char* path : {"/%", "/%4", "/%4.txt", "/%zz.txt", "/a%2", "/%-1.txt"}) {
    INFO(path);
    CHECK(name_of(path) == "400");
  }
}

TEST_CASE("an encoded slash is told from a real one, and refused") { CHECK(name_of("/a%2Fb.txt") == "403"); }
