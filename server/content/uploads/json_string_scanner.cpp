#include "content/uploads/json_string_scanner.hpp"

#include <array>
#include <cstdio>

#include "content/utf8.hpp"
#include "http/syntax.hpp"

namespace ladder::content {
namespace {

constexpr unsigned kFirstHigh = 0xd800, kFirstLow = 0xdc00, kBehindLow = 0xe000;
constexpr const char* kNeedsLow = "a high surrogate must be followed by a low one, \\uDC00 to \\uDFFF";

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

}  // namespace

std::size_t JsonStringScanner::plain_prefix(std::string_view bytes) const {
  std::size_t count = 0;
  if (state_ == State::plain)
    while (count < bytes.size() && is_plain(bytes[count])) ++count;
  return count;
}

//! [json-string]
JsonStringScanner::Result JsonStringScanner::take(char c, std::string& reason) {
  switch (state_) {
    case State::plain:
      return begin_character(c, reason);
    case State::escape:
      return take_escaped(c, reason);
    case State::hex:
      return take_hex(c, reason);
    case State::low_escape:
      if (c == '\\') return go(State::low_u);
      reason = kNeedsLow;
      return Result::refused;
    case State::low_u:
      if (c == 'u') return begin_hex(/*wants_low=*/true);
      reason = kNeedsLow;
      return Result::refused;
    case State::continuation:
      return take_continuation(c, reason);
  }
  return Result::refused;
}
//! [json-string]

JsonStringScanner::Result JsonStringScanner::begin_character(char c, std::string& reason) {
  if (c == '"') return Result::end;
  if (c == '\\') return go(State::escape);
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x20) {
    std::array<char, 64> text{};
    (void)std::snprintf(text.data(), text.size(), "control character U+%04X must be escaped", byte);
    reason = text.data();
    return Result::refused;
  }
  const Utf8Lead* const lead = utf8_lead_of(byte);
  if (lead == nullptr) {
    reason = "ill-formed UTF-8";
    return Result::refused;
  }
  if (lead->length == 1) return Result::more;
  continuation_left_ = lead->length - 1;
  least_ = lead->second_low;
  greatest_ = lead->second_high;
  return go(State::continuation);
}

JsonStringScanner::Result JsonStringScanner::take_escaped(char c, std::string& reason) {
  if (c == 'u') return begin_hex(/*wants_low=*/false);
  if (std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos) return go(State::plain);
  reason = "forbidden character after backslash";
  return Result::refused;
}

JsonStringScanner::Result JsonStringScanner::begin_hex(bool wants_low) {
  wants_low_ = wants_low;
  hex_left_ = 4;
  code_ = 0;
  return go(State::hex);
}

// What lies beyond U+FFFF is written as two, a high and a low surrogate.
JsonStringScanner::Result JsonStringScanner::take_hex(char c, std::string& reason) {
  const int digit = http::hex_value(c);
  if (digit < 0) {
    reason = "'\\u' must be followed by 4 hex digits";
    return Result::refused;
  }
  code_ = code_ * 16 + static_cast<unsigned>(digit);
  if (--hex_left_ > 0) return Result::more;
  const bool low = code_ >= kFirstLow && code_ < kBehindLow;
  if (low != wants_low_) {
    reason = wants_low_ ? kNeedsLow : "a low surrogate must follow a high one, \\uD800 to \\uDBFF";
    return Result::refused;
  }
  return go(code_ >= kFirstHigh && code_ < kFirstLow ? State::low_escape : State::plain);
}

JsonStringScanner::Result JsonStringScanner::take_continuation(char c, std::string& reason) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte < least_ || byte > greatest_) {
    reason = "ill-formed UTF-8";
    return Result::refused;
  }
  least_ = 0x80;
  greatest_ = 0xbf;
  return --continuation_left_ > 0 ? Result::more : go(State::plain);
}

JsonStringScanner::Result JsonStringScanner::go(State next) {
  state_ = next;
  return Result::more;
}

}  // namespace ladder::content
