/// \file
/// The four forms of a request target, and what is none of them.
#include "http/request_target.hpp"

#include "support/catch.hpp"
#include "support/four_ways.hpp"

using ladder::http::parse_request_target;
using ladder::http::RequestTarget;
using ladder::http::TargetForm;
using ladder::test::four_ways_at_once;

namespace {

struct Accepted {
  const char* method;
  const char* target;
  TargetForm form;
  const char* scheme;
  const char* authority;
  const char* path;
  const char* query;
};

void check_accepted(const Accepted& row) {
  CAPTURE(row.method, row.target);
  const auto parse = [&](std::string_view text) { return parse_request_target(row.method, text); };
  four_ways_at_once(row.target, parse, [&](const RequestTarget& target) {
    CHECK(target.error == "");
    CHECK(target.form == row.form);
    CHECK(target.scheme == row.scheme);
    CHECK(target.authority == row.authority);
    CHECK(target.path == row.path);
    CHECK(target.query == row.query);
  });
}

struct Refused {
  const char* method;
  std::string_view target;
  const char* reason;
};

void check_refused(const Refused& row) {
  CAPTURE(row.method, row.target);
  const auto parse = [&](std::string_view text) { return parse_request_target(row.method, text); };
  four_ways_at_once(row.target, parse, [&](const RequestTarget& target) {
    CHECK_THAT(std::string(target.error), Catch::Matchers::ContainsSubstring(row.reason));
  });
}

constexpr auto kOrigin = TargetForm::origin;
constexpr auto kAbsolute = TargetForm::absolute;
constexpr auto kAuthority = TargetForm::authority;
constexpr auto kAsterisk = TargetForm::asterisk;

}  // namespace

TEST_CASE("Request target in origin form is a path and a query", "[http][stage05][rfc9112-3.2.1]") {
  check_accepted(GENERATE(values<Accepted>({
      {"GET", "/", kOrigin, "", "", "/", ""},
      {"GET", "/index.html", kOrigin, "", "", "/index.html", ""},
      {"GET", "/a?b=c&d", kOrigin, "", "", "/a", "b=c&d"},
      {"GET", "/a?", kOrigin, "", "", "/a", ""},
      {"GET", "/a?b?c", kOrigin, "", "", "/a", "b?c"},
      {"GET", "/?q=/../", kOrigin, "", "", "/", "q=/../"},
      {"GET", "//evil.example/x", kOrigin, "", "", "//evil.example/x", ""},
      {"GET", "/../a/./b", kOrigin, "", "", "/../a/./b", ""},
      {"GET", "/%2e%2e/%", kOrigin, "", "", "/%2e%2e/%", ""},
      {"GET", "/-._~!$&'()*+,;=:@", kOrigin, "", "", "/-._~!$&'()*+,;=:@", ""},
      {"GET", "/x?\"<>[]{}|^`\\", kOrigin, "", "", "/x", "\"<>[]{}|^`\\"},
      {"GET", "/http://b/", kOrigin, "", "", "/http://b/", ""},
      {"OPTIONS", "/*", kOrigin, "", "", "/*", ""},
  })));
}

TEST_CASE("Request target in absolute form has scheme, authority and path",
          "[http][stage05][rfc9112-3.2.2]") {
  check_accepted(GENERATE(values<Accepted>({
      {"GET", "http://a/", kAbsolute, "http", "a", "/", ""},
      {"GET", "http://a", kAbsolute, "http", "a", "/", ""},
      {"GET", "http://a:8080/b/c?d", kAbsolute, "http", "a:8080", "/b/c", "d"},
      {"GET", "http://a?d", kAbsolute, "http", "a", "/", "d"},
      {"GET", "http://[::1]:80/", kAbsolute, "http", "[::1]:80", "/", ""},
      {"GET", "HTTPS://A/", kAbsolute, "HTTPS", "A", "/", ""},
      {"GET", "x+y-z.1://a/", kAbsolute, "x+y-z.1", "a", "/", ""},
      {"GET", "http://a//b", kAbsolute, "http", "a", "//b", ""},
      {"GET", "http://a/@b", kAbsolute, "http", "a", "/@b", ""},
      {"OPTIONS", "http://a/", kAbsolute, "http", "a", "/", ""},
      {"OPTIONS", "http://a?", kAbsolute, "http", "a", "/", ""},
  })));
}

TEST_CASE("Request target of OPTIONS may mean the whole server", "[http][stage05][rfc9112-3.2.4]") {
  check_accepted(GENERATE(values<Accepted>({
      {"OPTIONS", "*", kAsterisk, "", "", "*", ""},
      {"OPTIONS", "http://a", kAbsolute, "http", "a", "*", ""},
      {"OPTIONS", "http://a:8001", kAbsolute, "http", "a:8001", "*", ""},
  })));
}

TEST_CASE("Request target of CONNECT is host and port", "[http][stage05][rfc9112-3.2.3]") {
  check_accepted(GENERATE(values<Accepted>({
      {"CONNECT", "a:443", kAuthority, "", "a:443", "", ""},
      {"CONNECT", "[::1]:443", kAuthority, "", "[::1]:443", "", ""},
      {"connect", "/", kOrigin, "", "", "/", ""},
  })));
  check_refused(GENERATE(values<Refused>({
      {"CONNECT", "a", "host:port"},
      {"CONNECT", "a:", "host:port"},
      {"CONNECT", "[::1]", "host:port"},
      {"CONNECT", "/", "host:port"},
      {"CONNECT", "*", "host:port"},
      {"CONNECT", "http://a:80", "host:port"},
      {"CONNECT", "a:70000", "host:port"},
      {"CONNECT", "u@a:80", "host:port"},
      {"GET", "a:443", "neither a path"},
      {"connect", "a:443", "neither a path"},
  })));
}

TEST_CASE("Request target with a forbidden character is refused", "[http][stage05][rfc9112-3.2]") {
  check_refused(GENERATE(values<Refused>({
      {"GET", "/a#b", "fragment"},
      {"GET", "/a?b#c", "fragment"},
      {"GET", "http://a/#b", "fragment"},
      {"GET", "http://a?#b", "fragment"},
      {"GET", "/\xc3\xa4", "percent-encoded"},
      {"GET", "/?\xff", "percent-encoded"},
      {"GET", "/a\"b", "not allowed"},
      {"GET", "/a<b", "not allowed"},
      {"GET", "/{}", "not allowed"},
      {"GET", "/a|b", "not allowed"},
      {"GET", "/a\tb", "not allowed"},
      {"GET", "/?a\tb", "not allowed"},
      {"GET", std::string_view("/a\0b", 4), "not allowed"},
      {"GET", "/a\x7f", "not allowed"},
  })));
}

TEST_CASE("Request target of no form is refused", "[http][stage05][rfc9112-3.2]") {
  check_refused(GENERATE(values<Refused>({
      {"GET", "", "empty"},
      {"GET", "*", "OPTIONS alone"},
      {"options", "*", "OPTIONS alone"},
      {"OPTIONS", "**", "neither a path"},
      {"OPTIONS", "*/", "neither a path"},
      {"GET", "index.html", "neither a path"},
      {"GET", "?a", "neither a path"},
      {"GET", "\\a", "neither a path"},
      {"GET", "http:/a", "neither a path"},
      {"GET", "://a", "neither a path"},
      {"GET", "1http://a", "neither a path"},
      {"GET", "ht_tp://a", "neither a path"},
      {"GET", "a/b?c=http://d", "neither a path"},
      {"GET", "http://", "host or port"},
      {"GET", "http:///a", "host or port"},
      {"GET", "http://:80/", "host or port"},
      {"GET", "http://a:x/", "host or port"},
      {"GET", "http://a:65536/", "host or port"},
      {"GET", "http://a\\b/", "host or port"},
      {"GET", "/a\\b", "backslash"},
      {"GET", "http://[::1/", "host or port"},
      {"GET", "http://u@a/", "user information"},
      {"GET", "http://u:p@a/", "user information"},
      {"GET", "http://@/", "user information"},
  })));
}
