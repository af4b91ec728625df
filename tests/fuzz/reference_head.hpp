/// \file
/// The request head read a second time, with no code in common with the server: all of it at once, by the
/// rules of RFC 9112 and docs/strictness.md. It says only whether a head is valid, and what is in it. For
/// tests only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/limits.hpp"

namespace ladder::fuzz {

/// A valid head. The views point into the text.
struct ReferenceHead {
  std::size_t head_bytes = 0;  ///< empty lines before it and the one behind it included
  std::string_view request_line;
  std::string_view method;
  std::string_view target;
  int minor_version = 0;
  std::vector<std::pair<std::string_view, std::string_view>> fields;

  /// The values of all fields of this name, which is given in lower case.
  std::vector<std::string_view> values(std::string_view name) const;
  /// True if one of the comma-separated lists in these fields has this element; both in lower case.
  bool lists(std::string_view name, std::string_view element) const;
};

/// The head at the beginning of `text`; nothing if there is no valid one, or not all of it.
std::optional<ReferenceHead> read_head(std::string_view text, const http::Limits& limits);

/// Letters of ASCII in lower case.
std::string lowered(std::string_view text);

}  // namespace ladder::fuzz
