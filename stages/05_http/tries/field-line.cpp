/// \file
/// parse_field_line, tried without a connection: lines as the parser cuts them, without their CRLF.
#include <string>
#include <utility>

#include "http/head_lines.hpp"
#include "support/catch.hpp"

using namespace ladder::http;

namespace {

constexpr std::size_t kFields = 3;

/// What the line is refused with; 0: it is not.
unsigned refused_with(const std::string& line) {
  Request request;
  const Verdict verdict = parse_field_line(line, kFields, request);
  return verdict.ok() ? 0 : code(verdict.status);
}

}  // namespace

TEST_CASE("name and value are found, in order, and nothing else of the request is touched") {
  const std::string first = "Host: a", second = "x-Y_1: b";
  Request request;
  REQUIRE(parse_field_line(first, kFields, request).ok());
  REQUIRE(parse_field_line(second, kFields, request).ok());
  REQUIRE(request.fields.size() == 2);
  CHECK(request.fields[0].name == "Host");
  CHECK(request.fields[0].value == "a");
  CHECK(request.fields[1].name == "x-Y_1");
  CHECK(request.fields[1].value == "b");
}

TEST_CASE("white space around a value is not of it, white space within is") {
  for (const auto& [line, value] :
       {std::pair{std::string("X:1"), "1"}, std::pair{std::string("X: \t 1 \t"), "1"},
        std::pair{std::string("X: a b"), "a b"}, std::pair{std::string("X:"), ""},
        std::pair{std::string("X:  "), ""}, std::pair{std::string("X: a:b"), "a:b"}}) {
    Request request;
    CAPTURE(line);
    REQUIRE(parse_field_line(line, kFields, request).ok());
    REQUIRE(request.fields.size() == 1);
    CHECK(request.fields[0].value == value);
  }
}

TEST_CASE("white space before the colon is 400: to somebody else it is another field") {
  CHECK(refused_with("X : 1") == 400);
  CHECK(refused_with("X\t: 1") == 400);
}

TEST_CASE("a line that begins with white space is 400: lines are not folded any more") {
  CHECK(refused_with(" X: 1") == 400);
  CHECK(refused_with("\tX: 1") == 400);
}

TEST_CASE("a line without a colon, or without a name, is 400") {
  CHECK(refused_with("X") == 400);
  CHECK(refused_with(": 1") == 400);
}

TEST_CASE("a name that is no token is 400") {
  for (const char* line : {"X(1): 1", "X Y: 1", "X/: 1", "X\x80: 1", "\"X\": 1"})
    CHECK(std::pair{line, refused_with(line)} == std::pair{line, 400u});
}

TEST_CASE("a refused line adds no field") {
  Request request;
  CHECK_FALSE(parse_field_line("X : 1", kFields, request).ok());
  CHECK(request.fields.empty());
}

TEST_CASE("as many fields as may be are served; one more is 431, whatever it says") {
  Request request;
  for (std::size_t i = 0; i < kFields; ++i) REQUIRE(parse_field_line("X: 1", kFields, request).ok());
  CHECK(code(parse_field_line("X: 1", kFields, request).status) == 431);
  CHECK(code(parse_field_line("no field", kFields, request).status) == 431);
  CHECK(request.fields.size() == kFields);
}
