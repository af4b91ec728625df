/// \file
/// parse_request_line, tried without a connection: lines as the parser cuts them, without their CRLF.
#include <string>
#include <utility>

#include "http/head_lines.hpp"
#include "support/catch.hpp"

using namespace ladder::http;

namespace {

constexpr std::size_t kTargetBytes = 100;

/// What the line is refused with; 0: it is not.
unsigned refused_with(const std::string& line) {
  Request request;
  const Verdict verdict = parse_request_line(line, kTargetBytes, request);
  return verdict.ok() ? 0 : code(verdict.status);
}

}  // namespace

TEST_CASE("method, target and version are found") {
  const std::string line = "POST /upload?x=1 HTTP/1.0";
  Request request;
  REQUIRE(parse_request_line(line, kTargetBytes, request).ok());
  CHECK(request.request_line == line);
  CHECK(request.method_name == "POST");
  CHECK(request.method == Method::post);
  CHECK(request.target == "/upload?x=1");
  CHECK(request.path == "/upload");
  CHECK(request.query == "x=1");
  CHECK(request.major_version == 1);
  CHECK(request.minor_version == 0);
}

TEST_CASE("GET, HEAD, POST and OPTIONS are known") {
  for (const auto& [name, method] :
       {std::pair{"GET", Method::get}, std::pair{"HEAD", Method::head}, std::pair{"POST", Method::post},
        std::pair{"OPTIONS", Method::options}}) {
    Request request;
    const std::string line = std::string(name) + " / HTTP/1.1";
    REQUIRE(parse_request_line(line, kTargetBytes, request).ok());
    CHECK(request.method == method);
  }
}

TEST_CASE("another token is an unknown method and no error; so is one in lower case") {
  for (const std::string line : {"BREW / HTTP/1.1", "get / HTTP/1.1", "GE / HTTP/1.1"}) {
    Request request;
    CAPTURE(line);
    REQUIRE(parse_request_line(line, kTargetBytes, request).ok());
    CHECK(request.method == Method::other);
  }
}

TEST_CASE("a line of another shape is 400") {
  for (const char* line : {"GET", "GET /", "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / HTTP/1.1 ",
                           " GET / HTTP/1.1", "GET / x HTTP/1.1", "GET\t/ HTTP/1.1", "/ HTTP/1.1"})
    CHECK(std::pair{line, refused_with(line)} == std::pair{line, 400u});
}

TEST_CASE("a method that is no token is 400") { CHECK(refused_with("G@T / HTTP/1.1") == 400); }

TEST_CASE("what is no version is 400") {
  for (const char* version :
       {"HTTP/1.10", "HTTP/1", "HTTP/1,1", "http/1.1", "HTTP/x.1", "HTTP/1.x", "HTP/1.1"})
    CHECK(std::pair{version, refused_with(std::string("GET / ") + version)} == std::pair{version, 400u});
}

TEST_CASE("a higher minor version is served, another major one is 505") {
  CHECK(refused_with("GET / HTTP/1.2") == 0);
  CHECK(refused_with("GET / HTTP/2.0") == 505);
  CHECK(refused_with("GET / HTTP/0.9") == 505);
}

TEST_CASE("a target of the limit is served, one byte more is 414") {
  CHECK(refused_with("GET /" + std::string(kTargetBytes - 1, 'a') + " HTTP/1.1") == 0);
  CHECK(refused_with("GET /" + std::string(kTargetBytes, 'a') + " HTTP/1.1") == 414);
}

TEST_CASE("a malformed target is 400") {
  CHECK(refused_with("GET page.html HTTP/1.1") == 400);
  CHECK(refused_with("GET /# HTTP/1.1") == 400);
  CHECK(refused_with("GET * HTTP/1.1") == 400);
}

TEST_CASE("what is wrong first decides: the version before the length of the target") {
  CHECK(refused_with("GET /" + std::string(kTargetBytes, 'a') + " HTTP/2.0") == 505);
  CHECK(refused_with("G@T / HTTP/2.0") == 400);
}

TEST_CASE("an absolute target tells host and path") {
  Request request;
  const std::string line = "GET http://example.org:81/a HTTP/1.1";
  REQUIRE(parse_request_line(line, kTargetBytes, request).ok());
  CHECK(request.form == TargetForm::absolute);
  CHECK(request.scheme == "http");
  CHECK(request.authority == "example.org:81");
  CHECK(request.authority_parts.port == 81);
  CHECK(request.path == "/a");
}
