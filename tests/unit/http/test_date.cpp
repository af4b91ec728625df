/// \file
/// HTTP dates, written and read (http/date.hpp).
#include <string>
#include <string_view>

#include "http/date.hpp"
#include "support/catch.hpp"

using namespace ladder::http;
using namespace std::string_view_literals;

namespace {

constexpr std::time_t kExample = 784'111'777;  // the date of RFC 9110 section 5.6.7
constexpr std::time_t kNow = 1'785'412'800;    // Thu, 30 Jul 2026 12:00:00 GMT

struct Known {
  std::time_t seconds;
  std::string_view text;
};

// The numbers are those of `date -u -d "..." +%s`.
constexpr Known kKnown[] = {
    {0, "Thu, 01 Jan 1970 00:00:00 GMT"},
    {-1, "Wed, 31 Dec 1969 23:59:59 GMT"},
    {kExample, "Sun, 06 Nov 1994 08:49:37 GMT"},
    {951'782'400, "Tue, 29 Feb 2000 00:00:00 GMT"},
    {951'868'799, "Tue, 29 Feb 2000 23:59:59 GMT"},
    {951'868'800, "Wed, 01 Mar 2000 00:00:00 GMT"},
    {2'147'483'648, "Tue, 19 Jan 2038 03:14:08 GMT"},
    {4'107'542'399, "Sun, 28 Feb 2100 23:59:59 GMT"},
    {4'107'542'400, "Mon, 01 Mar 2100 00:00:00 GMT"},
    {-62'167'219'200, "Sat, 01 Jan 0000 00:00:00 GMT"},
    {253'402'300'799, "Fri, 31 Dec 9999 23:59:59 GMT"},
};

}  // namespace

TEST_CASE("A date is written as IMF-fixdate", "[http][stage05][rfc9110-5.6.7]") {
  for (const Known& known : kKnown) CHECK(format_date(known.seconds) == known.text);
}

TEST_CASE("A written date is read back as the same second", "[http][stage05][rfc9110-5.6.7]") {
  for (const Known& known : kKnown) {
    CAPTURE(std::string(known.text));
    CHECK(parse_date(known.text, kNow) == known.seconds);
  }
}

TEST_CASE("A time that four digits of year cannot write becomes the nearest that they can",
          "[http][stage05]") {
  CHECK(format_date(253'402'300'800) == "Fri, 31 Dec 9999 23:59:59 GMT");
  CHECK(format_date(-62'167'219'201) == "Sat, 01 Jan 0000 00:00:00 GMT");
}

TEST_CASE("All three forms of one moment are read as that moment", "[http][stage05][rfc9110-5.6.7]") {
  CHECK(parse_date("Sun, 06 Nov 1994 08:49:37 GMT", kNow) == kExample);
  CHECK(parse_date("Sunday, 06-Nov-94 08:49:37 GMT", kNow) == kExample);
  CHECK(parse_date("Sun Nov  6 08:49:37 1994", kNow) == kExample);
  CHECK(parse_date("Wed Nov 16 08:49:37 1994", kNow) == kExample + 10 * 86'400);
}

TEST_CASE("A weekday that does not fit the date is not our concern", "[http][stage05][rfc9110-5.6.7]") {
  CHECK(parse_date("Mon, 06 Nov 1994 08:49:37 GMT", kNow) == kExample);
  CHECK(parse_date("Saturday, 06-Nov-94 08:49:37 GMT", kNow) == kExample);
}

TEST_CASE("A leap second is the first second of the next minute", "[http][stage05][rfc9110-5.6.7]") {
  CHECK(parse_date("Sat, 31 Dec 2016 23:59:60 GMT", kNow) == 1'483'228'800);
}

TEST_CASE("What is in none of the three forms is no date", "[http][stage05][rfc9110-5.6.7]") {
  constexpr std::string_view kMalformed[] = {
      "",
      "0",
      "Sun",
      "1994-11-06T08:49:37Z",
      "Sun, 06 Nov 1994 08:49:37",
      "Sun, 06 Nov 1994 08:49:37 GM",
      "Sun, 06 Nov 1994 08:49:37 GMT ",
      " Sun, 06 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08:49:37 UTC",
      "Sun, 06 Nov 1994 08:49:37 +0000",
      "sun, 06 Nov 1994 08:49:37 GMT",
      "Sun, 06 nov 1994 08:49:37 GMT",
      "Sun, 06 NOV 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08:49:37 gmt",
      "Xyz, 06 Nov 1994 08:49:37 GMT",
      "Sun, 06 Xyz 1994 08:49:37 GMT",
      "Sunday, 06 Nov 1994 08:49:37 GMT",
      "Sun, 06-Nov-94 08:49:37 GMT",
      "Sunday, 06-Nov-1994 08:49:37 GMT",
      "Sun, 6 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 94 08:49:37 GMT",
      "Sun, 06 Nov 1994 8:49:37 GMT",
      "Sun, 06 Nov 1994  8:49:37 GMT",
      "Sun, 06 Nov 1994 08:49 GMT",
      "Sun, +6 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov -994 08:49:37 GMT",
      "Sun,06 Nov 1994 08:49:37 GMT",
      "Sun Nov 6 08:49:37 1994",
      "Sun Nov  06 08:49:37 1994",
      "Sun Nov  6 08:49:37 94",
      "Sun Nov  6 08:49:37 1994 GMT",
      "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08:49:37 GMT\0"sv,
      "Sun, 06\0Nov 1994 08:49:37 GMT"sv,
  };
  for (const std::string_view text : kMalformed) {
    CAPTURE(std::string(text));
    CHECK_FALSE(parse_date(text, kNow).has_value());
  }
}

TEST_CASE("A date that no calendar and no clock shows is no date", "[http][stage05][rfc9110-5.6.7]") {
  constexpr std::string_view kImpossible[] = {
      "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 32 Oct 1994 08:49:37 GMT",  "Sun, 31 Nov 1994 08:49:37 GMT",
      "Thu, 31 Feb 1994 08:49:37 GMT", "Tue, 29 Feb 1994 08:49:37 GMT",  "Mon, 29 Feb 2100 08:49:37 GMT",
      "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",  "Sun, 06 Nov 1994 08:49:61 GMT",
      "Sun Feb 30 08:49:37 1994",      "Tuesday, 31-Apr-94 08:49:37 GMT"};
  for (const std::string_view text : kImpossible) {
    CAPTURE(std::string(text));
    CHECK_FALSE(parse_date(text, kNow).has_value());
  }
}

TEST_CASE("A two-digit year is never more than 50 years ahead", "[http][stage05][rfc9110-5.6.7]") {
  struct Row {
    std::string_view now;
    std::string_view text;
    std::string_view meaning;
  };
  constexpr Row kRows[] = {
      {"Thu, 30 Jul 2026 12:00:00 GMT", "Thursday, 30-Jul-26 12:00:00 GMT", "Thu, 30 Jul 2026 12:00:00 GMT"},
      {"Thu, 30 Jul 2026 12:00:00 GMT", "Thursday, 30-Jul-76 12:00:00 GMT", "Thu, 30 Jul 2076 12:00:00 GMT"},
      {"Thu, 30 Jul 2026 12:00:00 GMT", "Friday, 30-Jul-76 12:00:01 GMT", "Fri, 30 Jul 1976 12:00:01 GMT"},
      {"Thu, 30 Jul 2026 12:00:00 GMT", "Friday, 31-Dec-99 23:59:59 GMT", "Fri, 31 Dec 1999 23:59:59 GMT"},
      {"Thu, 30 Jul 2026 12:00:00 GMT", "Saturday, 01-Jan-00 00:00:00 GMT", "Sat, 01 Jan 2000 00:00:00 GMT"},
      {"Mon, 01 Jan 2095 00:00:00 GMT", "Wednesday, 01-Jan-10 00:00:00 GMT", "Wed, 01 Jan 2110 00:00:00 GMT"},
      {"Thu, 29 Feb 2024 12:00:00 GMT", "Thursday, 01-Mar-74 12:00:00 GMT", "Thu, 01 Mar 2074 12:00:00 GMT"},
  };
  for (const Row& row : kRows) {
    CAPTURE(std::string(row.now), std::string(row.text));
    const auto read = parse_date(row.text, parse_date(row.now, 0).value());
    REQUIRE(read.has_value());
    CHECK(format_date(*read) == row.meaning);
  }
}
