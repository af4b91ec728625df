#include "check/excerpt.hpp"

#include <algorithm>

namespace ladder::check {

namespace {

constexpr std::size_t kHexBytes = 32;
constexpr std::string_view kHexDigits = "0123456789abcdef";

bool prints(char byte) { return byte >= ' ' && byte <= '~'; }
bool is_layout(char byte) { return byte == '\r' || byte == '\n' || byte == '\t'; }
bool is_text(char byte) { return prints(byte) || is_layout(byte); }

/// How many of the first `at_most` bytes are shown.
std::size_t shown_length(std::string_view bytes, std::size_t at_most) {
  std::size_t unprintable = 0;
  std::size_t length = 0;
  for (; length < std::min(bytes.size(), at_most); ++length)
    if (!is_text(bytes[length]) && ++unprintable > kShownUnprintable) break;
  return length;
}

void append_octal(std::string& text, char byte) {
  const auto value = static_cast<unsigned char>(byte);
  text += '\\';
  for (int shift = 6; shift >= 0; shift -= 3) text += static_cast<char>('0' + ((value >> shift) & 7));
}

/// The escape that C and printf have in common, or nothing.
std::string_view short_escape(char byte) {
  switch (byte) {
    case '\r':
      return "\\r";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    case '\\':
      return "\\\\";
    default:
      return {};
  }
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes.substr(0, kHexBytes)) {
    const auto value = static_cast<unsigned char>(byte);
    if (!text.empty()) text += ' ';
    text += kHexDigits[value >> 4];
    text += kHexDigits[value & 15];
  }
  if (bytes.size() > kHexBytes) text += " ...";
  return text;
}

}  // namespace

std::string in_quotes(std::string_view bytes, std::size_t at_most) {
  const std::string_view shown = bytes.substr(0, shown_length(bytes, at_most));
  std::string text = "\"";
  for (const char byte : shown) {
    const std::string_view escape = short_escape(byte);
    if (!escape.empty()) {
      text += escape;
    } else if (byte == '"') {
      text += "\\\"";
    } else if (prints(byte)) {
      text += byte;
    } else {
      append_octal(text, byte);
    }
  }
  text += '"';
  if (shown.size() < bytes.size()) text += "...";
  return text;
}

std::string described(std::string_view bytes, std::size_t total_bytes) {
  if (total_bytes == 0) return "nothing";
  std::string text = grouped(total_bytes) + (total_bytes == 1 ? " byte: " : " bytes: ") + in_quotes(bytes);
  const std::string_view shown = bytes.substr(0, shown_length(bytes, kShownBytes));
  if (total_bytes > bytes.size() && shown.size() == bytes.size()) text += "...";
  if (!std::all_of(shown.begin(), shown.end(), is_text)) text += "\nhex: " + hex(shown);
  return text;
}

std::string printf_of(std::string_view bytes) {
  std::string text = "printf '";
  for (const char byte : bytes) {
    const std::string_view escape = short_escape(byte);
    if (!escape.empty()) {
      text += escape;
    } else if (byte == '%') {
      text += "%%";
    } else if (prints(byte) && byte != '\'') {
      text += byte;
    } else {
      append_octal(text, byte);
    }
  }
  return text += '\'';
}

std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

}  // namespace ladder::check
