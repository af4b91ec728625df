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

/// A byte in an argument of printf(1).
std::string in_printf(char byte) {
  const std::string_view escape = short_escape(byte);
  if (!escape.empty()) return std::string(escape);
  if (byte == '%') return "%%";
  if (prints(byte) && byte != '\'') return {byte};
  std::string text;
  append_octal(text, byte);
  return text;
}

/// How many of the first bytes are equal.
std::size_t run_length(std::string_view bytes) {
  return std::min(bytes.size(), bytes.find_first_not_of(bytes[0]));
}

/// A byte between C's quotes.
std::string escaped(char byte) {
  const std::string_view escape = short_escape(byte);
  if (!escape.empty()) return std::string(escape);
  if (byte == '"') return "\\\"";
  if (prints(byte)) return {byte};
  std::string text;
  append_octal(text, byte);
  return text;
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
  std::string text;
  std::string quoted;
  std::size_t budget = at_most;
  std::size_t unprintable = 0;
  const auto close = [&] {
    if (!quoted.empty()) text += (text.empty() ? "" : " + ") + ('"' + quoted + '"');
    quoted.clear();
  };
  while (!bytes.empty() && budget > 0) {
    const std::size_t run = run_length(bytes);
    const bool is_long = run >= kLongRun;
    if (!is_text(bytes[0])) ++unprintable;
    if (unprintable > kShownUnprintable) break;
    if (is_long) {
      close();
      text += (text.empty() ? "" : " + ") + grouped(run) + " x \"" + escaped(bytes[0]) + '"';
    } else {
      quoted += escaped(bytes[0]);
    }
    bytes.remove_prefix(is_long ? run : 1);
    --budget;
  }
  close();
  if (text.empty()) text = "\"\"";
  if (!bytes.empty()) text += "...";
  return text;
}

std::string described(std::string_view bytes, std::size_t total_bytes) {
  if (total_bytes == 0) return "nothing";
  std::string text = grouped(total_bytes) + (total_bytes == 1 ? " byte: " : " bytes: ") + in_quotes(bytes);
  const std::string_view shown = bytes.substr(0, shown_length(bytes, kShownBytes));
  if (total_bytes > bytes.size() && !text.ends_with("...")) text += "...";
  if (!std::all_of(shown.begin(), shown.end(), is_text)) text += "\nhex: " + hex(shown);
  return text;
}

std::string printf_of(std::string_view bytes) {
  constexpr std::size_t kOwnCommand = 100;  // shorter runs are shorter as they stand
  std::string text;
  std::string quoted;
  const auto add = [&text](const std::string& command) { text += (text.empty() ? "" : "; ") + command; };
  const auto close = [&] {
    if (!quoted.empty()) add("printf '" + quoted + "'");
    quoted.clear();
  };
  while (!bytes.empty()) {
    const std::size_t run = run_length(bytes);
    if (run >= kOwnCommand) {
      close();
      add("head -c " + std::to_string(run) + " /dev/zero | tr '\\0' '" + in_printf(bytes[0]) + "'");
    } else {
      quoted += in_printf(bytes[0]);
    }
    bytes.remove_prefix(run >= kOwnCommand ? run : 1);
  }
  close();
  return text.empty() ? "printf ''" : text;
}

std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

}  // namespace ladder::check
