/// \file
/// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
/// Opened in stage 06.
#pragma once

#include <cstddef>
#include <string_view>

namespace ladder::content {

/// The length (1 to 4) of the well-formed sequence at the start of `text`, or 0 if there is none. Any thread.
std::size_t utf8_sequence_bytes(std::string_view text);

/// True if all of `text` is well-formed. Any thread.
bool is_valid_utf8(std::string_view text);

}  // namespace ladder::content
