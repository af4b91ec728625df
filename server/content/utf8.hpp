/// \file
/// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
/// Opened in stage 06.
#pragma once

#include <cstddef>
#include <string_view>

namespace ladder::content {

/// What a first byte demands of the second, and how long the sequence is; all later bytes are 80 to BF (RFC
/// 3629 section 4).
struct Utf8Lead {
  unsigned char first, last;
  unsigned char second_low, second_high;
  std::size_t length;
};

/// The demands of this first byte; null if no sequence begins with it. Any thread.
const Utf8Lead* utf8_lead_of(unsigned char byte);

/// The length (1 to 4) of the well-formed sequence at the start of `text`, or 0 if there is none. Any thread.
std::size_t utf8_sequence_bytes(std::string_view text);

/// True if all of `text` is well-formed. Any thread.
bool is_valid_utf8(std::string_view text);

}  // namespace ladder::content
