#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "content/uploads/json_validator.hpp"
#include "support/catch.hpp"

using ladder::content::JsonValidator;
using ladder::content::JsonVerdict;
using ladder::content::validate_json;
using namespace std::string_view_literals;

namespace {

constexpr std::size_t kDepth = 100;

/// In two pieces, cut at `place`.
JsonVerdict judge_cut(std::string_view text, std::size_t place, std::size_t depth) {
  JsonValidator validator(depth);
  const bool goes_on = validator.push(text.substr(0, place)) && validator.push(text.substr(place));
  const JsonVerdict verdict = validator.finish();
  if (!goes_on) CHECK_FALSE(verdict.valid);
  return verdict;
}

/// Whole, and cut at every place, which must agree.
JsonVerdict judge(std::string_view text, std::size_t depth = kDepth) {
  const JsonVerdict whole = validate_json(text, depth);
  for (std::size_t place = 0; place <= text.size() && text.size() < 1000; ++place) {
    CAPTURE(place);
    const JsonVerdict cut = judge_cut(text, place, depth);
    CHECK(cut.valid == whole.valid);
    CHECK(cut.position == whole.position);
    CHECK(cut.reason == whole.reason);
  }
  CHECK(whole.valid == whole.reason.empty());
  return whole;
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("Texts of RFC 8259 are valid", "[content][stage07][rfc8259-2]") {
  for (const std::string_view text : {"{}"sv,
                                      "[]"sv,
                                      "0"sv,
                                      "-0"sv,
                                      "\"\""sv,
                                      "null"sv,
                                      "true"sv,
                                      "false"sv,
                                      " \t\r\n[ ] \n"sv,
                                      "-1.5e-3"sv,
                                      "1E+2"sv,
                                      "0.0000001"sv,
                                      "1e999"sv,
                                      "-1e-999"sv,
                                      "123456789012345678901234567890"sv,
                                      R"({"a":{"b":[1,2,{"c":null}]},"a":1})"sv,
                                      R"("\"\\\/\b\f\n\r\t\u0041")"sv,
                                      R"("\ud83d\ude00")"sv,
                                      R"("\u0000")"sv,
                                      R"(["\ud83d\ude00abc\u00e9def"])"sv,
                                      "\"caf\xc3\xa9 \xf0\x9f\x98\x80 abc\""sv,
                                      "\"\x7f\""sv,
                                      R"({"":""})"sv,
                                      R"(["// no comment", "a\"b", "\\"])"sv,
                                      "[1,22,333,4444]"sv}) {
    INFO(text);
    CHECK(judge(text).valid);
    CHECK(nlohmann::json::accept(text) == (text.find("e999") == std::string_view::npos));  // the table itself
  }
}

TEST_CASE("What is not JSON is refused with the position and the reason", "[content][stage07][rfc8259-2]") {
  struct Row {
    std::string_view text;
    std::uint64_t position;
    std::string_view reason;  // a part of it
  };
  for (const Row& row :
       std::initializer_list<Row>{{"", 0, "the body is empty"},
                                  {" ", 2, "unexpected end of input"},
                                  {"[1,]", 4, "unexpected ']'"},
                                  {"[1 2]", 4, "unexpected '2'; expected ',' or ']'"},
                                  {"[1 2222]", 4, "unexpected '2'; expected ',' or ']'"},
                                  {"{\"a\" 1}", 6, "unexpected '1'; expected ':'"},
                                  {"{a:1}", 2, "unexpected 'a'; expected a name in quotes or '}'"},
                                  {"{\"a\":1,}", 8, "unexpected '}'; expected a name in quotes"},
                                  {"[1", 3, "unexpected end of input"},
                                  {"{\"aaaa\":\"bbbb\"", 15, "unexpected end of input; expected ',' or '}'"},
                                  {"\"abc", 5, "missing closing quote"},
                                  {"{} x", 4, "unexpected 'x'; expected end of input"},
                                  {"{}{}", 3, "unexpected '{'; expected end of input"},
                                  {"1 1", 3, "expected end of input"},
                                  {"tru", 4, "invalid literal"},
                                  {"nul!", 4, "invalid literal"},
                                  {"True", 1, "unexpected 'T'; expected a value"},
                                  {"'a'", 1, "unexpected '''; expected a value"},
                                  {"NaN", 1, "unexpected 'N'; expected a value"},
                                  {"01", 2, "expected end of input"},
                                  {"[0123]", 3, "expected ',' or ']'"},
                                  {"1.", 3, "invalid number"},
                                  {".5", 1, "unexpected '.'; expected a value"},
                                  {"-", 2, "invalid number"},
                                  {"+1", 1, "unexpected '+'; expected a value"},
                                  {"1e", 3, "invalid number"},
                                  {"0x10", 2, "unexpected 'x'; expected end of input"},
                                  {"// c\n1", 1, "unexpected '/'; expected a value"},
                                  {"\"\\x\"", 3, "forbidden character after backslash"},
                                  {"\"\\u12g4\"", 6, "must be followed by 4 hex digits"},
                                  {"\"\\ud83d\"", 8, "surrogate"},
                                  {"\"\\ud83dA\\ude00\"", 8, "surrogate"},
                                  {"\"\\ude00\"", 7, "surrogate"},
                                  {"\"abcdefgh\ttab\"", 10, "control character U+0009"},
                                  {"\"abcdefgh\nline\"", 10, "control character U+000A"},
                                  {"\"\xff\"", 2, "ill-formed UTF-8"},
                                  {"\"abcd\xc0\xaf\"", 6, "ill-formed UTF-8"},
                                  {"\"\xc3\"", 3, "ill-formed UTF-8"},
                                  {"\"\xc3"
                                   "a\xa9\"",
                                   3, "ill-formed UTF-8"},
                                  {"\"\xc3"
                                   "aaa\xa9\"",
                                   3, "ill-formed UTF-8"},
                                  {"\"\xed\xa0\x80\"", 3, "ill-formed UTF-8"},
                                  {"\"\xf4\x90\x80\x80\"", 3, "ill-formed UTF-8"},
                                  {"\xef\xbb\xbf{}", 1, "byte order mark"},
                                  {"\xff\xfe[", 1, "unexpected byte 0xFF; expected a value"}}) {
    INFO(row.text);
    const JsonVerdict verdict = judge(row.text);
    CHECK_FALSE(verdict.valid);
    CHECK(verdict.position == row.position);
    INFO(verdict.reason);
    CHECK(verdict.reason.find(row.reason) != std::string::npos);
    CHECK(verdict.reason.find("last read") == std::string::npos);
  }
}

TEST_CASE("A NUL is an error wherever it stands", "[content][stage07][rfc8259-2]") {
  struct Row {
    std::string_view text;
    std::uint64_t position;
  };
  for (const Row& row : std::initializer_list<Row>{{"\0"sv, 1},
                                                   {"{}\0"sv, 3},
                                                   {"{}\0garbage"sv, 3},
                                                   {"{}\n\0"sv, 4},
                                                   {"[1\0]"sv, 3},
                                                   {"123\0"sv, 4},
                                                   {"tr\0e"sv, 3},
                                                   {"\"abcd\0efg\""sv, 6}}) {
    INFO(row.position);
    const JsonVerdict verdict = judge(row.text);
    CHECK_FALSE(verdict.valid);
    CHECK(verdict.position == row.position);
    CHECK(verdict.reason == "a NUL byte");
  }
}

TEST_CASE("JSON may be as deep as the limit and no deeper", "[content][stage07][rfc8259-9]") {
  CHECK(judge(nested(100)).valid);
  const JsonVerdict verdict = judge(nested(101));
  CHECK_FALSE(verdict.valid);
  CHECK(verdict.position == 101);
  CHECK(verdict.reason == "nested more than 100 deep");
  CHECK_FALSE(judge(std::string(200'000, '[')).valid);
  CHECK_FALSE(judge(R"({"a":{"b":1}})", 1).valid);
  CHECK(judge(R"({"a":{"b":1}})", 2).valid);
  CHECK(judge(R"([{},{},{},[],[]])", 2).valid);  // side by side is not deep
  CHECK(judge("1", 0).valid);
}

TEST_CASE("The validator agrees with the parser itself on every short text",
          "[content][stage07][rfc8259-2]") {
  // All texts of up to four of these characters. Nothing here touches what the validator decides otherwise.
  constexpr std::string_view kCharacters = "[]{}\",:1a\\u\xc3\xa9";
  std::size_t texts = 0;
  for (std::size_t length = 1; length <= 4; ++length) {
    std::string text(length, kCharacters[0]);
    std::vector<std::size_t> digits(length, 0);
    for (std::size_t place = 0; place < length;) {
      for (std::size_t i = 0; i < length; ++i) text[i] = kCharacters[digits[i]];
      ++texts;
      if (validate_json(text, kDepth).valid != nlohmann::json::accept(text)) FAIL_CHECK(text);
      for (place = 0; place < length && ++digits[place] == kCharacters.size(); ++place) digits[place] = 0;
    }
  }
  CHECK(texts == 13 + 13 * 13 + 13 * 13 * 13 + 13 * 13 * 13 * 13);
}

TEST_CASE("The validator agrees with nlohmann's parser on random changes of JSON, wherever they are cut",
          "[content][stage07][rfc8259-2]") {
  constexpr std::string_view kSeeds[] = {R"({"a":{"b":[1,2,{"c":null}]},"a":-1.5e+3})",
                                         R"(["\ud83d\ude00abc\u00e9def",true,false,"\\\"\/\b\f\n\r\t"])",
                                         "\"caf\xc3\xa9 \xf0\x9f\x98\x80 \xed\x9f\xbf \xee\x80\x80\"",
                                         " [0,-0,1.25,1E2,{} ,[ ]]\n"};
  constexpr std::string_view kCharacters = "[]{}\",:10ae.-+E\\utfndD8 \t\xc3\xa9\xed\xa0\xf0\x9f\x80";
  std::mt19937 random(20'261'127);
  const auto below = [&](std::size_t count) { return static_cast<std::size_t>(random()) % count; };
  std::size_t valid = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text(kSeeds[below(std::size(kSeeds))]);
    for (std::size_t changes = 1 + below(3); changes > 0; --changes) {
      const std::size_t place = below(text.size());
      const char c = kCharacters[below(kCharacters.size())];
      switch (below(3)) {
        case 0:
          text[place] = c;
          break;
        case 1:
          text.insert(place, 1, c);
          break;
        default:
          text.erase(place, text.size() > 1 ? 1 : 0);
      }
    }
    // The parser calls a number that no double holds invalid; here it is a number. None comes to be so large.
    const bool expected = nlohmann::json::accept(text);
    valid += expected ? 1 : 0;
    for (std::size_t place = 0; place <= text.size(); ++place) {
      JsonValidator validator(kDepth);
      const bool goes_on = validator.push(std::string_view(text).substr(0, place)) &&
                           validator.push(std::string_view(text).substr(place));
      if (validator.finish().valid != expected || (expected && !goes_on)) FAIL(text << " cut at " << place);
    }
  }
  CHECK(valid > 1'000);
}

TEST_CASE("What can become JSON no more is refused at once, not at the end", "[content][stage07]") {
  JsonValidator validator(kDepth);
  CHECK(validator.push("[1, 2"));
  CHECK_FALSE(validator.push("]]"));
  CHECK(validator.verdict().position == 7);
  CHECK_FALSE(validator.push("[]"));
  CHECK(validator.finish().position == 7);
}

TEST_CASE("A text of many megabytes is judged in pieces", "[content][stage07]") {
  const std::string plain(1024 * 1024, 'x'), digits(1024 * 1024, '0');
  JsonValidator validator(kDepth);
  REQUIRE(validator.push("["));
  for (int i = 0; i < 10'000; ++i)
    REQUIRE(validator.push(R"({"id":1,"name":"caf\u00e9","tags":["a","b"]},)"));
  REQUIRE(validator.push("\""));
  for (int i = 0; i < 48; ++i) REQUIRE(validator.push(plain));
  REQUIRE(validator.push("\",1"));
  for (int i = 0; i < 4; ++i) REQUIRE(validator.push(digits));
  REQUIRE(validator.push("]"));
  CHECK(validator.finish().valid);
}
