/// \file
/// HeadParser::judge_line, tried through parse(): what no line may hold, and for whom each line is.
#include <string>

#include "http/head_parser.hpp"
#include "support/catch.hpp"

using namespace ladder::http;
using State = HeadParser::State;

namespace {

/// What a head comes to: 0 for complete, 1 for incomplete, else the status.
unsigned found(const std::string& text) {
  HeadParser parser;
  const State state = parser.parse(text, Limits());
  if (state == State::failed) return code(parser.status());
  return state == State::complete ? 0 : 1;
}

}  // namespace

TEST_CASE("request line, fields, an empty line: that is a head") {
  CHECK(found("GET / HTTP/1.1\r\nHost: a\r\n\r\n") == 0);
  CHECK(found("GET / HTTP/1.1\r\nHost: a\r\n") == 1);
  CHECK(found("GET / HTTP/1.0\r\n\r\n") == 0);
}

TEST_CASE("a line that ends in LF alone is 400, wherever it stands") {
  CHECK(found("GET / HTTP/1.1\nHost: a\r\n\r\n") == 400);
  CHECK(found("GET / HTTP/1.1\r\nHost: a\n\r\n") == 400);
  CHECK(found("GET / HTTP/1.1\r\nHost: a\r\n\n") == 400);
  CHECK(found("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
}

TEST_CASE("a CR, a NUL or another control character in a line is 400, a tab is not") {
  CHECK(found("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n") == 400);
  CHECK(found("GET / HTTP/1.1\r\nHost: a\r\nX: a" + std::string(1, '\0') + "b\r\n\r\n") == 400);
  CHECK(found("GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
  CHECK(found("GET / HTTP/1.1\r\nHost: a\r\nX: a\tb\r\n\r\n") == 0);
}

TEST_CASE("a few empty lines before the request line are passed over, and not many") {
  CHECK(found("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == 0);
  CHECK(found("\r\n\r\n\r\n\r\n\r\n\r\n") == 400);
}

TEST_CASE("what the request line, a field or the end of the head is refused for is the verdict") {
  CHECK(found("GET / HTTP/2.0\r\n") == 505);
  CHECK(found("GET / HTTP/1.1\r\nX : 1\r\n") == 400);
  CHECK(found("GET / HTTP/1.1\r\n\r\n") == 400);
}
