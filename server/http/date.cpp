/// \file
/// HTTP dates without locale, strptime or time zone: the calendar is std::chrono's, the grammar is RFC 9110
/// section 5.6.7, compared with case as that section demands. Opened in stage 05.
#include "http/date.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <span>

#include "http/syntax.hpp"

namespace ladder::http {

namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> kDayNames = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> kLongDayNames = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                           "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonthNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// What four digits can write: years 0000 to 9999. A file's time stamp may lie outside.
constexpr std::time_t kFirstSecond = -62'167'219'200;
constexpr std::time_t kLastSecond = 253'402'300'799;

sys_seconds time_point(std::time_t seconds) {
  return sys_seconds{std::chrono::seconds{std::clamp(seconds, kFirstSecond, kLastSecond)}};
}

void append_digits(std::string& text, unsigned value, unsigned highest_place) {
  for (unsigned place = highest_place; place > 0; place /= 10)
    text += static_cast<char>('0' + value / place % 10);
}

/// The numbers of a date as they stand in the text.
struct Parts {
  int year = 0;
  int month = 0;  // 1 to 12
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

/// Reads from the front. After the first mismatch it is no longer `good` and reads nothing more.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  void expect(std::string_view literal) {
    good_ = good_ && rest_.starts_with(literal);
    if (good_) rest_.remove_prefix(literal.size());
  }

  int digits(std::size_t count) {
    good_ = good_ && rest_.size() >= count && std::ranges::all_of(rest_.substr(0, count), is_digit);
    if (!good_) return 0;
    int value = 0;
    for (const char c : rest_.substr(0, count)) value = value * 10 + (c - '0');
    rest_.remove_prefix(count);
    return value;
  }

  /// The place of the name in `names`, from 1.
  int name(std::span<const std::string_view> names) {
    for (std::size_t i = 0; good_ && i < names.size(); ++i) {
      if (!rest_.starts_with(names[i])) continue;
      rest_.remove_prefix(names[i].size());
      return static_cast<int>(i) + 1;
    }
    good_ = false;
    return 0;
  }

  bool next_is(char c) const { return good_ && rest_.starts_with(c); }
  bool finished() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

void read_time_of_day(Reader& reader, Parts& parts) {
  parts.hour = reader.digits(2);
  reader.expect(":");
  parts.minute = reader.digits(2);
  reader.expect(":");
  parts.second = reader.digits(2);
}

std::optional<Parts> read_imf_fixdate(std::string_view text) {
  Reader reader(text);
  Parts parts;
  reader.name(kDayNames);
  reader.expect(", ");
  parts.day = reader.digits(2);
  reader.expect(" ");
  parts.month = reader.name(kMonthNames);
  reader.expect(" ");
  parts.year = reader.digits(4);
  reader.expect(" ");
  read_time_of_day(reader, parts);
  reader.expect(" GMT");
  return reader.finished() ? std::optional(parts) : std::nullopt;
}

/// The year still has two digits.
std::optional<Parts> read_rfc850_date(std::string_view text) {
  Reader reader(text);
  Parts parts;
  reader.name(kLongDayNames);
  reader.expect(", ");
  parts.day = reader.digits(2);
  reader.expect("-");
  parts.month = reader.name(kMonthNames);
  reader.expect("-");
  parts.year = reader.digits(2);
  reader.expect(" ");
  read_time_of_day(reader, parts);
  reader.expect(" GMT");
  return reader.finished() ? std::optional(parts) : std::nullopt;
}

std::optional<Parts> read_asctime_date(std::string_view text) {
  Reader reader(text);
  Parts parts;
  reader.name(kDayNames);
  reader.expect(" ");
  parts.month = reader.name(kMonthNames);
  reader.expect(" ");
  const bool padded = reader.next_is(' ');
  if (padded) reader.expect(" ");
  parts.day = reader.digits(padded ? 1 : 2);
  reader.expect(" ");
  read_time_of_day(reader, parts);
  reader.expect(" ");
  parts.year = reader.digits(4);
  return reader.finished() ? std::optional(parts) : std::nullopt;
}

year_month_day calendar_day(const Parts& parts) {
  return std::chrono::year{parts.year} / std::chrono::month{static_cast<unsigned>(parts.month)} /
         std::chrono::day{static_cast<unsigned>(parts.day)};
}

/// A day past its month's end counts on into the next month, a leap second into the next minute.
sys_seconds moment(const Parts& parts) {
  return sys_days{calendar_day(parts)} + std::chrono::hours{parts.hour} + std::chrono::minutes{parts.minute} +
         std::chrono::seconds{parts.second};
}

std::optional<std::time_t> to_seconds(const Parts& parts) {
  const bool real = calendar_day(parts).ok() && parts.hour <= 23 && parts.minute <= 59 &&
                    parts.second <= 60;  // 60: leap second
  if (!real) return std::nullopt;
  return moment(parts).time_since_epoch().count();
}

/// The latest year with these two digits that does not put the date more than 50 years after `now`.
int full_year(Parts parts, std::time_t now) {
  const sys_seconds present = time_point(now);
  const auto today = std::chrono::floor<std::chrono::days>(present);
  const year_month_day date{today};
  const sys_seconds latest = sys_days{date + std::chrono::years{50}} + (present - today);
  const int two_digits = parts.year;
  int century = static_cast<int>(date.year()) / 100 * 100 + 100;
  do {
    parts.year = century + two_digits;
    century -= 100;
  } while (moment(parts) > latest);
  return parts.year;
}

}  // namespace

std::string format_date(std::time_t seconds) {
  const sys_seconds time = time_point(seconds);
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const year_month_day date{midnight};
  const auto second_of_day = static_cast<unsigned>((time - midnight).count());

  std::string text;
  text.reserve(29);
  text += kDayNames[std::chrono::weekday{midnight}.c_encoding()];
  text += ", ";
  append_digits(text, static_cast<unsigned>(date.day()), 10);
  text += ' ';
  text += kMonthNames[static_cast<unsigned>(date.month()) - 1];
  text += ' ';
  append_digits(text, static_cast<unsigned>(static_cast<int>(date.year())), 1000);
  text += ' ';
  append_digits(text, second_of_day / 3600, 10);
  text += ':';
  append_digits(text, second_of_day / 60 % 60, 10);
  text += ':';
  append_digits(text, second_of_day % 60, 10);
  text += " GMT";
  return text;
}

std::optional<std::time_t> parse_date(std::string_view text, std::time_t now) {
  if (const auto parts = read_imf_fixdate(text)) return to_seconds(*parts);
  if (const auto parts = read_asctime_date(text)) return to_seconds(*parts);
  auto parts = read_rfc850_date(text);
  if (!parts) return std::nullopt;
  parts->year = full_year(*parts, now);
  return to_seconds(*parts);
}

}  // namespace ladder::http
