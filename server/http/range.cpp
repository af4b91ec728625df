/// \file
/// The Range field. All or nothing: one malformed member and the whole field is ignored, which RFC 9110
/// section 14.2 always allows. Opened in stage 06.
#include "http/range.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "http/syntax.hpp"

namespace ladder::http {

namespace {

constexpr std::uint64_t kHighest = std::numeric_limits<std::uint64_t>::max();

/// One range-spec as it stands in the text.
struct RangeSpec {
  std::optional<std::uint64_t> first;  // absent: the last `last` bytes
  std::optional<std::uint64_t> last;   // absent: to the end
};

/// Saturates: a position that 64 bits cannot hold lies behind every file's end, like the highest that they
/// can.
std::optional<std::uint64_t> parse_number(std::string_view digits) {
  if (digits.empty() || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (kHighest - digit) / 10) return kHighest;
    value = value * 10 + digit;
  }
  return value;
}

/// `0-499`, `500-` or `-500`.
std::optional<RangeSpec> parse_spec(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view before = text.substr(0, dash);
  const std::string_view after = text.substr(dash + 1);
  const RangeSpec spec{parse_number(before), parse_number(after)};
  if (!spec.first && !before.empty()) return std::nullopt;
  if (!spec.last && !after.empty()) return std::nullopt;
  if (!spec.first && !spec.last) return std::nullopt;
  if (spec.first && spec.last && *spec.first > *spec.last) return std::nullopt;
  return spec;
}

//! [resolve-range]
/// What of it lies within the representation; nothing if it is unsatisfiable.
std::optional<ByteRange> resolve(const RangeSpec& spec, std::uint64_t size_bytes) {
  if (size_bytes == 0) return std::nullopt;
  const std::uint64_t end = size_bytes - 1;
  if (!spec.first) {
    const std::uint64_t suffix_bytes = std::min(*spec.last, size_bytes);
    if (suffix_bytes == 0) return std::nullopt;
    return ByteRange{size_bytes - suffix_bytes, end};
  }
  if (*spec.first > end) return std::nullopt;
  return ByteRange{*spec.first, std::min(spec.last.value_or(end), end)};
}
//! [resolve-range]

/// The range-set behind `bytes=`, or nothing if the value is no such thing.
std::optional<std::string_view> byte_range_set(std::string_view value) {
  const std::size_t equals = value.find('=');
  if (equals == std::string_view::npos || !equals_ignoring_case(value.substr(0, equals), "bytes"))
    return std::nullopt;
  value.remove_prefix(equals + 1);
  if (value.starts_with(' ') || value.starts_with('\t'))
    return std::nullopt;  // white space stands at commas only
  return value;
}

}  // namespace

RangeRequest parse_range(std::string_view value, std::uint64_t size_bytes, std::size_t most) {
  auto rest = byte_range_set(value);
  if (!rest) return {};
  RangeRequest request;
  std::size_t specs = 0;
  while (!rest->empty()) {
    const std::string_view member = rest->substr(0, rest->find(','));
    rest->remove_prefix(std::min(member.size() + 1, rest->size()));
    if (trim(member).empty()) continue;  // empty list elements count for nothing (RFC 9110 section 5.6.1.2)
    const auto spec = parse_spec(trim(member));
    if (!spec || ++specs > most) return {};
    if (const auto range = resolve(*spec, size_bytes)) request.ranges.push_back(*range);
  }
  if (specs == 0) return {};
  request.kind = request.ranges.empty() ? RangeRequest::Kind::unsatisfiable : RangeRequest::Kind::partial;
  return request;
}

}  // namespace ladder::http
