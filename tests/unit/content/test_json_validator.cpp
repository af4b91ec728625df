#include <fcntl.h>
#include <sys/resource.h>

#include <nlohmann/json.hpp>
#include <string>

#include "content/json_validator.hpp"
#include "os/fd.hpp"
#include "support/catch.hpp"
#include "support/temp_directory.hpp"

using ladder::content::JsonVerdict;
using ladder::content::validate_json;
using ladder::content::validate_json_file;
using namespace std::string_view_literals;

namespace {

constexpr std::size_t kDepth = 100;

ladder::os::Fd open_file(const std::string& path) {
  return ladder::os::Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

/// From memory and from a file, which must agree.
JsonVerdict judge(std::string_view text, std::size_t depth = kDepth) {
  static const ladder::test::TempDirectory temp;
  temp.write("text.json", text);
  const JsonVerdict from_memory = validate_json(text, depth);
  const JsonVerdict from_file = validate_json_file(open_file(temp.path("text.json")).get(), depth);
  CHECK(from_memory.valid == from_file.valid);
  CHECK(from_memory.position == from_file.position);
  CHECK(from_memory.reason == from_file.reason);
  CHECK(from_memory.valid == from_memory.reason.empty());
  return from_memory;
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
                                  {"[1 2]", 4, "unexpected number literal; expected ']'"},
                                  {"[1 2222]", 7, "unexpected number literal; expected ']'"},
                                  {"{\"a\" 1}", 6, "unexpected number literal; expected ':'"},
                                  {"{a:1}", 2, "invalid literal"},
                                  {"{\"a\":1,}", 8, "unexpected '}'; expected string literal"},
                                  {"[1", 3, "unexpected end of input"},
                                  {"{\"aaaa\":\"bbbb\"", 15, "unexpected end of input; expected '}'"},
                                  {"\"abc", 5, "missing closing quote"},
                                  {"{} x", 4, "invalid literal"},
                                  {"{}{}", 3, "unexpected '{'; expected end of input"},
                                  {"1 1", 3, "expected end of input"},
                                  {"tru", 4, "invalid literal"},
                                  {"nul!", 4, "invalid literal"},
                                  {"True", 1, "invalid literal"},
                                  {"'a'", 1, "invalid literal"},
                                  {"NaN", 1, "invalid literal"},
                                  {"01", 2, "expected end of input"},
                                  {"[0123]", 5, "expected ']'"},
                                  {"1.", 3, "invalid number"},
                                  {".5", 1, "invalid literal"},
                                  {"-", 2, "invalid number"},
                                  {"+1", 1, "invalid literal"},
                                  {"1e", 3, "invalid number"},
                                  {"0x10", 2, "invalid literal"},
                                  {"// c\n1", 1, "invalid literal"},
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
                                  {"\xff\xfe[", 1, "invalid literal"}}) {
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

TEST_CASE("A file of any size is judged in constant memory", "[content][stage07]") {
  const ladder::test::TempDirectory temp;
  const std::string plain(1024 * 1024, 'x');
  {
    std::ofstream file(temp.path("big.json"), std::ios::binary);
    file << "[";
    for (int i = 0; i < 100'000; ++i) file << R"({"id":)" << i << R"(,"name":"caf\u00e9","tags":["a","b"]},)";
    file << '"';
    for (int i = 0; i < 48; ++i) file << plain;  // one string of 48 MiB
    file << "\",1";
    for (int i = 0; i < 4; ++i) file << std::string(1024 * 1024, '0');  // and a number of 4 MiB
    file << "]";
  }
  rusage before{};
  rusage after{};
  REQUIRE(::getrusage(RUSAGE_SELF, &before) == 0);
  const ladder::os::Fd file = open_file(temp.path("big.json"));
  CHECK(validate_json_file(file.get(), kDepth).valid);
  REQUIRE(::getrusage(RUSAGE_SELF, &after) == 0);
  CHECK(after.ru_maxrss - before.ru_maxrss < 4 * 1024);  // KiB

  std::ofstream(temp.path("big.json"), std::ios::binary | std::ios::app) << ",";
  const JsonVerdict verdict = validate_json_file(file.get(), kDepth);
  CHECK_FALSE(verdict.valid);
  CHECK(verdict.position == std::filesystem::file_size(temp.path("big.json")));
}

TEST_CASE("A file that cannot be read is no verdict on its JSON", "[content][stage07]") {
  const ladder::os::Fd directory(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const JsonVerdict verdict = validate_json_file(directory.get(), kDepth);
  CHECK_FALSE(verdict.valid);
  CHECK(verdict.error_number == EISDIR);
}
