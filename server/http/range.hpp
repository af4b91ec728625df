/// \file
/// Byte ranges of a GET. Source: RFC 9110 section 14. Opened in stage 06.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ladder::http {

/// Bytes `first` to `last`, both included, of a representation.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  /// At least 1: a range that holds nothing cannot be written.
  std::uint64_t length_bytes() const { return last - first + 1; }
  bool operator==(const ByteRange&) const = default;
};

/// What the Range field asks for, once measured against the representation's size.
struct RangeRequest {
  enum class Kind {
    whole,         ///< no valid byte range asked for: answer 200
    partial,       ///< `ranges` holds what is satisfiable, in the order asked
    unsatisfiable  ///< valid, but nothing of it lies within: answer 416
  };
  Kind kind = Kind::whole;
  std::vector<ByteRange> ranges;
};

/// With more ranges than this in one request the field is ignored (answered 200): they cost more than they
/// save. RFC 9110 section 14.2 warns of "many small ranges"; Apache allows 200, nginx any number.
inline constexpr std::size_t kMaxRanges = 16;

/// Reads a Range value: `bytes=0-499`, `bytes=500-`, `bytes=-500`, lists of them. Another unit, bad syntax or
/// too many ranges are `whole`. Numbers beyond 64 bits saturate. Any thread.
///
/// \par Example
/// \snippet examples/http.cpp range
RangeRequest parse_range(std::string_view value, std::uint64_t size_bytes, std::size_t most = kMaxRanges);

}  // namespace ladder::http
