/// \file
/// The character classes, each byte of all 256 against a second writing of the rule (http/syntax.hpp).
#include <string>
#include <string_view>

#include "http/syntax.hpp"
#include "support/catch.hpp"

using namespace ladder::http;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view kAlphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Every byte for which `member` holds, in order.
template <typename Predicate>
std::string bytes_where(Predicate member) {
  std::string bytes;
  for (int i = 0; i < 256; ++i)
    if (member(static_cast<char>(i))) bytes += static_cast<char>(i);
  return bytes;
}

std::string bytes_of(std::string_view set) {
  return bytes_where([set](char c) { return set.find(c) != std::string_view::npos; });
}

std::string with_alphanumeric(std::string_view marks) {
  return bytes_of(std::string(kAlphanumeric).append(marks));
}

}  // namespace

TEST_CASE("A token character is one of RFC 9110's tchar", "[http][stage05][rfc9110-5.6.2]") {
  CHECK(bytes_where(is_token_char) == with_alphanumeric("!#$%&'*+-.^_`|~"));
}

TEST_CASE("A field value holds space, tab, visible characters and obs-text", "[http][stage05][rfc9110-5.5]") {
  const std::string bytes = bytes_where(is_field_value_char);
  CHECK(bytes.size() == 2 + 94 + 128);
  for (const char c : "\0\r\n\x01\x08\x0b\x1f\x7f"sv) CHECK_FALSE(is_field_value_char(c));
  for (const char c : "\t !~\x80\xff"sv) CHECK(is_field_value_char(c));
}

TEST_CASE("A path character is pchar, slash or percent", "[http][stage05][rfc3986-3.3]") {
  CHECK(bytes_where(is_path_char) == with_alphanumeric("-._~!$&'()*+,;=:@/%"));
}

TEST_CASE("A query character is any visible one but the number sign", "[http][stage05][rfc3986-3.4]") {
  CHECK(bytes_where(is_query_char) == bytes_where([](char c) { return c > ' ' && c < '\x7f' && c != '#'; }));
}

TEST_CASE("A host character is unreserved, a sub-delimiter or percent", "[http][stage05][rfc3986-3.2.2]") {
  CHECK(bytes_where(is_host_char) == with_alphanumeric("-._~!$&'()*+,;=%"));
}

TEST_CASE("A digit is ASCII, and a hex digit has its value in either case", "[http][stage05][rfc9110-2.1]") {
  CHECK(bytes_where(is_digit) == "0123456789");
  CHECK(bytes_where([](char c) { return hex_value(c) >= 0; }) == "0123456789ABCDEFabcdef");
  for (int value = 0; value < 16; ++value) {
    const auto i = static_cast<std::size_t>(value);
    CHECK(hex_value("0123456789abcdef"[i]) == value);
    CHECK(hex_value("0123456789ABCDEF"[i]) == value);
  }
  CHECK(hex_value('g') == -1);
}

TEST_CASE("Lower case changes the 26 letters of ASCII and nothing else", "[http][stage05]") {
  CHECK(bytes_where([](char c) { return to_lower(c) != c; }) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  CHECK(to_lower('A') == 'a');
  CHECK(to_lower('Z') == 'z');
}

TEST_CASE("Comparison without case is that of ASCII", "[http][stage05][rfc9110-5.1]") {
  CHECK(equals_ignoring_case("", ""));
  CHECK(equals_ignoring_case("Content-Length", "cONTENT-lENGTH"));
  CHECK_FALSE(equals_ignoring_case("host", "hos"));
  CHECK_FALSE(equals_ignoring_case("hos", "host"));
  CHECK_FALSE(equals_ignoring_case("host", "hoss"));
  CHECK_FALSE(equals_ignoring_case("a@", "a`"));  // 0x40 and 0x60: 32 apart, as letters are
  CHECK_FALSE(equals_ignoring_case("\xc4", "\xe4"));
  CHECK_FALSE(equals_ignoring_case("a\0b"sv, "a\0c"sv));
}

TEST_CASE("Trimming takes spaces and tabs off both ends only", "[http][stage05][rfc9110-5.6.3]") {
  CHECK(trim(" \t a \t b\t ") == "a \t b");
  CHECK(trim("a") == "a");
  CHECK(trim(" \t ").empty());
  CHECK(trim("").empty());
  CHECK(trim("\ra\n\0"sv) == "\ra\n\0"sv);
}

TEST_CASE("A token is not empty and holds token characters only", "[http][stage05][rfc9110-5.6.2]") {
  CHECK(is_token("GET"));
  CHECK(is_token("!"));
  CHECK_FALSE(is_token(""));
  CHECK_FALSE(is_token("G ET"));
  CHECK_FALSE(is_token("GET\0"sv));
  CHECK_FALSE(is_token("a/b"));
  CHECK_FALSE(is_token("\xc3\xa9"));
}
