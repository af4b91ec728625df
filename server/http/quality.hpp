/// \file
/// The weights of content negotiation. Source: RFC 9110 section 12.4.2. Opened in stage 07.
#pragma once

#include <optional>
#include <string_view>

namespace ladder::http {

/// The weight where none is given.
inline constexpr int kFullQuality = 1'000;

/// A qvalue in thousandths: "0.85" is 850. Nothing if it is not a qvalue. Any thread.
std::optional<int> parse_quality(std::string_view text);

}  // namespace ladder::http
