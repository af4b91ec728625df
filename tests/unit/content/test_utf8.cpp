#include <string_view>

#include "content/utf8.hpp"
#include "support/catch.hpp"

using ladder::content::is_valid_utf8;
using ladder::content::utf8_sequence_bytes;

TEST_CASE("Well-formed UTF-8 is told from what only looks like it", "[content][stage06][rfc3629-4]") {
  using namespace std::string_view_literals;
  const auto good = {""sv,
                     "abc"sv,
                     "\0"sv,
                     "\x7f"sv,
                     "\xc2\x80"sv,
                     "\xdf\xbf"sv,
                     "\xe0\xa0\x80"sv,
                     "\xed\x9f\xbf"sv,
                     "\xee\x80\x80"sv,
                     "\xef\xbf\xbf"sv,
                     "\xf0\x90\x80\x80"sv,
                     "\xf4\x8f\xbf\xbf"sv,
                     "a\xc3\xa9z"sv};
  for (const auto text : good) CHECK(is_valid_utf8(text));
  const auto bad = {"\x80"sv,
                    "\xbf"sv,
                    "\xc0\x80"sv,
                    "\xc1\xbf"sv,
                    "\xc2"sv,
                    "\xc2\x7f"sv,
                    "\xc2\xc0"sv,
                    "\xe0\x9f\xbf"sv,
                    "\xe1\x80"sv,
                    "\xe1\x80\x7f"sv,
                    "\xed\xa0\x80"sv,
                    "\xed\xbf\xbf"sv,
                    "\xf0\x8f\xbf\xbf"sv,
                    "\xf4\x90\x80\x80"sv,
                    "\xf5\x80\x80\x80"sv,
                    "\xf0\x90\x80"sv,
                    "\xff"sv,
                    "\xfe"sv,
                    "abc\xc3"sv};
  for (const auto text : bad) CHECK_FALSE(is_valid_utf8(text));
}

TEST_CASE("The length of a UTF-8 sequence is that of its first character only",
          "[content][stage06][rfc3629-3]") {
  CHECK(utf8_sequence_bytes("ab") == 1);
  CHECK(utf8_sequence_bytes("\xc3\xa9xyz") == 2);
  CHECK(utf8_sequence_bytes("\xe2\x82\xac") == 3);
  CHECK(utf8_sequence_bytes("\xf0\x9f\x98\x80\xff") == 4);
  CHECK(utf8_sequence_bytes("") == 0);
}
