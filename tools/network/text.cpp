#include "network/text.hpp"

#include <array>
#include <string_view>

namespace ladder::tools {
namespace {

// `value` in units of `one`, with as many decimals as make three digits: 1.25, 12.5, 125.
std::string three_digits(std::uint64_t value, std::uint64_t one) {
  const std::uint64_t whole = value / one;
  if (one == 1 || whole >= 100) return std::to_string(whole);
  const std::uint64_t scale = whole >= 10 ? 10 : 100;
  const std::string fraction = std::to_string(scale + value % one * scale / one);
  return std::to_string(whole) + '.' + fraction.substr(1);
}

template <std::size_t size>
std::string with_unit(std::uint64_t value, const std::array<std::string_view, size>& units) {
  std::uint64_t one = 1;
  std::size_t unit = 0;
  while (unit + 1 < size && value / one >= 1000) {
    one *= 1000;
    ++unit;
  }
  return three_digits(value, one).append(" ").append(units[unit]);
}

}  // namespace

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> kUnits{"B", "kB", "MB", "GB", "TB"};
  return with_unit(bytes, kUnits);
}

std::string duration_text(std::chrono::nanoseconds duration) {
  constexpr std::array<std::string_view, 4> kUnits{"ns", "us", "ms", "s"};
  const auto count = duration.count() < 0 ? 0 : duration.count();
  return with_unit(static_cast<std::uint64_t>(count), kUnits);
}

}  // namespace ladder::tools
