/// \file
/// HeadParser::parse, tried without a connection: the same heads whole and in pieces, and what is too long.
#include <string>

#include "http/head_parser.hpp"
#include "support/catch.hpp"

using namespace ladder::http;
using State = HeadParser::State;

namespace {

const std::string kHead = "GET /a HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n";

/// Small ones, so that a try is quick to read.
Limits limits() {
  Limits small;
  small.target_bytes = 50;  // a request line may take 100 bytes more
  small.head_bytes = 400;
  return small;
}

/// What such a beginning of a head comes to: 0 for complete, 1 for incomplete, else the status.
unsigned found(const std::string& text) {
  HeadParser parser;
  const State state = parser.parse(text, limits());
  if (state == State::failed) return code(parser.status());
  return state == State::complete ? 0 : 1;
}

}  // namespace

TEST_CASE("a head that comes whole is complete, and what stands behind it is not looked at") {
  const std::string text = kHead + "GET /b HTT";
  HeadParser parser;
  REQUIRE(parser.parse(text, limits()) == State::complete);
  CHECK(parser.head_bytes() == kHead.size());
  CHECK(parser.request().path == "/a");
  CHECK(parser.request().fields.size() == 2);
}

TEST_CASE("a head that comes byte by byte is complete with its last byte, and the same") {
  HeadParser parser;
  for (std::size_t bytes = 0; bytes < kHead.size(); ++bytes)
    REQUIRE(parser.parse(std::string_view(kHead).substr(0, bytes), limits()) == State::incomplete);
  REQUIRE(parser.parse(kHead, limits()) == State::complete);
  CHECK(parser.head_bytes() == kHead.size());
  CHECK(parser.request().path == "/a");
  CHECK(parser.request().fields.size() == 2);
}

TEST_CASE("wherever a head is cut in two, it is complete") {
  for (std::size_t cut = 0; cut <= kHead.size(); ++cut) {
    HeadParser parser;
    (void)parser.parse(std::string_view(kHead).substr(0, cut), limits());
    CHECK(parser.parse(kHead, limits()) == State::complete);
  }
}

TEST_CASE("what is refused stays refused, though more comes") {
  const std::string text = "G@T / HTTP/1.1\r\nHost: a\r\n\r\n";
  HeadParser parser;
  REQUIRE(parser.parse(std::string_view(text).substr(0, 16), limits()) == State::failed);
  CHECK(parser.parse(text, limits()) == State::failed);
  CHECK(code(parser.status()) == 400);
}

TEST_CASE("a request line that does not end within its limit is 414, and not before") {
  CHECK(found("GET /" + std::string(100, 'a')) == 1);
  CHECK(found("GET /" + std::string(300, 'a')) == 414);
}

TEST_CASE("a head that does not end within its limit is 431, and not before") {
  CHECK(found("GET / HTTP/1.1\r\nX: " + std::string(300, 'a')) == 1);
  CHECK(found("GET / HTTP/1.1\r\nX: " + std::string(500, 'a')) == 431);
  CHECK(found("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(500, 'a') + "\r\n\r\n") == 431);
}
