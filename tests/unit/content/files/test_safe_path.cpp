#include <string>

#include "content/files/safe_path.hpp"
#include "support/catch.hpp"

using ladder::content::canonical_path;
using ladder::content::Extensions;
using ladder::content::ResourcePath;
using ladder::content::validate_resource_path;
using ladder::http::code;

namespace {

struct Row {
  std::string_view path;
  unsigned status;
  std::string_view relative = {};
};

void check_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    INFO(row.path);
    const ResourcePath result = validate_resource_path(row.path, Extensions());
    CHECK(code(result.status) == row.status);
    CHECK(result.relative == row.relative);
    // Of what is hidden no more is said than of what is not there.
    CHECK(result.error.empty() == (row.status == 200 || row.status == 404));
  }
}

}  // namespace

TEST_CASE("A path becomes a name beneath the root, decoded once", "[content][stage06][rfc3986-2.1]") {
  check_rows({
      {"/", 200, "index.html"},
      {"/index.html", 200, "index.html"},
      {"/docs/", 200, "docs/index.html"},
      {"/a/b/c.txt", 200, "a/b/c.txt"},
      {"/%61.txt", 200, "a.txt"},
      {"/a%20b.txt", 200, "a b.txt"},
      {"/a+b.txt", 200, "a+b.txt"},
      {"/caf%c3%a9.txt", 200, "caf\xc3\xa9.txt"},
      {"/%F0%9F%98%80.png", 200, "\xf0\x9f\x98\x80.png"},
      {"/A.HTML", 200, "A.HTML"},
      {"/a.tar.JpEg", 200, "a.tar.JpEg"},
      {"/a...txt", 200, "a...txt"},
      {"/.well-known/a.txt", 200, ".well-known/a.txt"},
      {"/%252e%252e/a.txt", 200, "%2e%2e/a.txt"},
      {"/%2541.txt", 200, "%41.txt"},
      {"/a%3fb.txt", 200, "a?b.txt"},
      {"/a.%20./b.txt", 200, "a. ./b.txt"},
      {"/c:/a.txt", 200, "c:/a.txt"},
      {"/a;v=1.txt", 200, "a;v=1.txt"},
  });
}

TEST_CASE("A path that tries to leave the root is forbidden", "[content][stage06][rfc9110-17.3]") {
  check_rows({
      {"/../secret.txt", 403},
      {"/..", 403},
      {"/../", 403},
      {"/a/../b.txt", 403},
      {"/a/..", 403},
      {"/%2e%2e/secret.txt", 403},
      {"/%2E%2E/secret.txt", 403},
      {"/.%2e/secret.txt", 403},
      {"/%2e./secret.txt", 403},
      {"/a/%2e%2e/%2e%2e/secret.txt", 403},
      {"/./a.txt", 403},
      {"/a/.", 403},
      {"/%2e/a.txt", 403},
      {"//etc/hosts.txt", 403},
      {"//", 403},
      {"/a//b.txt", 403},
      {"/a.txt//", 403},
      {"/%2fetc/hosts.txt", 403},
      {"/..%2fsecret.txt", 403},
      {"/..%2Fsecret.txt", 403},
      {"/a%2fb.txt", 403},
      {"/%2f", 403},
      {"/a\\b.txt", 403},
      {"/..\\secret.txt", 403},
      {"/..%5csecret.txt", 403},
      {"/..%5Csecret.txt", 403},
      {"/%5c%5chost%5cshare.txt", 403},
      {"/a/..%5c../secret.txt", 403},
      {"/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 403},
  });
}

TEST_CASE("A path that is no text is a bad request", "[content][stage06][rfc3986-2.1]") {
  using namespace std::string_view_literals;
  check_rows({
      {"", 400},
      {"*", 400},
      {"a.txt", 400},
      {"/%", 400},
      {"/%4", 400},
      {"/a.txt%", 400},
      {"/a%41"sv.substr(0, 4), 400},  // what stands behind the view plays no part
      {"/%zz.txt", 400},
      {"/%4g.txt", 400},
      {"/%%41.txt", 400},
      {"/%u0041.txt", 400},
      {"/%00", 400},
      {"/a.txt%00.html", 400},
      {"/a\0.txt"sv, 400},
      {"/%0a.txt", 400},
      {"/%0D%0Aset-cookie.txt", 400},
      {"/%1f.txt", 400},
      {"/%7f.txt", 400},
      {"/%c2%85.txt", 400},          // U+0085, a C1 control
      {"/%c0%ae%c0%ae/a.txt", 400},  // ".." in overlong UTF-8
      {"/%c0%af.txt", 400},
      {"/%e0%80%af.txt", 400},
      {"/%ed%a0%80.txt", 400},  // a surrogate
      {"/%f4%90%80%80.txt", 400},
      {"/%ff.txt", 400},
      {"/%c3.txt", 400},
      {"/../%zz", 400},  // malformed comes before forbidden
  });
}

TEST_CASE("What begins with a dot is not there, but for .well-known", "[content][stage06][rfc8615-3]") {
  check_rows({
      {"/.htpasswd", 404},
      {"/.hidden.txt", 404},
      {"/..a.txt", 404},
      {"/...", 404},
      {"/.git/index.html", 404},
      {"/.git/", 404},
      {"/%2egit/index.html", 404},
      {"/a/.b.txt", 404},
      {"/.well-known", 404},
      {"/.well-known/.secret.txt", 404},
      {"/a/.well-known/b.txt", 404},
      {"/.well-known/a.txt", 200, ".well-known/a.txt"},
      {"/.well-known/acme/b.txt", 200, ".well-known/acme/b.txt"},
  });
}

TEST_CASE("A refused extension keeps its name for the look whether it is a directory", "[content][stage06]") {
  for (const std::string_view path : {"/a", "/a.php", "/a.txt.exe", "/a.", "/a.html5", "/uploads",
                                      "/uploads/upload_1.json", "/a.txt%20", "/a.ht%20ml"}) {
    INFO(path);
    const ResourcePath result = validate_resource_path(path, Extensions());
    CHECK(code(result.status) == 403);
    CHECK(result.check_directory);
    CHECK_FALSE(result.relative.empty());
  }
  CHECK_FALSE(validate_resource_path("/../a", Extensions()).check_directory);
}

TEST_CASE("Other extensions are served once they are allowed", "[content][stage06]") {
  const Extensions allowed = Extensions::parse("css,json");
  CHECK(code(validate_resource_path("/a.css", allowed).status) == 200);
  CHECK(code(validate_resource_path("/a.html", allowed).status) == 403);
  CHECK(code(validate_resource_path("/", allowed).status) == 403);
}

TEST_CASE("All spellings of one path have one canonical spelling", "[content][stage06]") {
  const auto canonical = [](std::string_view path) {
    return canonical_path(path, validate_resource_path(path, Extensions()).relative);
  };
  CHECK(canonical("/a.txt") == "/a.txt");
  CHECK(canonical("/%61%2Etxt") == "/a.txt");
  CHECK(canonical("/") == "/");
  CHECK(canonical("/%64ocs/") == "/docs/");
  CHECK(canonical("/caf%c3%a9.txt") == "/caf%C3%A9.txt");
  CHECK(canonical("/a%20b%25.txt") == "/a%20b%25.txt");
  CHECK(canonical("/a@b:(c)+d.txt") == "/a@b:(c)+d.txt");
  CHECK(canonical("/index.html") == "/index.html");
}
