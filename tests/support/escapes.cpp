/// \file
/// C escapes, in and out.
#include <cstdio>
#include <stdexcept>

#include "http/syntax.hpp"
#include "support/conversation.hpp"

namespace ladder::test {

namespace {

/// More of a body than this helps nobody who reads a message.
constexpr std::size_t kMostPrinted = 400;

char hex_escape(std::string_view digits) {
  const int high = digits.size() < 2 ? -1 : http::hex_value(digits[0]);
  const int low = digits.size() < 2 ? -1 : http::hex_value(digits[1]);
  if (high < 0 || low < 0) throw std::invalid_argument("\\x needs two hex digits");
  return static_cast<char>(high * 16 + low);
}

}  // namespace

std::string unescape(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    const char letter = ++i < text.size() ? text[i] : ' ';
    switch (letter) {
      case 'r':
        bytes += '\r';
        break;
      case 'n':
        bytes += '\n';
        break;
      case 't':
        bytes += '\t';
        break;
      case '0':
        bytes += '\0';
        break;
      case '\\':
        bytes += '\\';
        break;
      case 'x':
        bytes += hex_escape(text.substr(i + 1));
        i += 2;
        break;
      default:
        throw std::invalid_argument("an escape is one of \\r \\n \\t \\0 \\xHH \\\\");
    }
  }
  return bytes;
}

std::string printable(std::string_view bytes) {
  std::string text;
  for (const char c : bytes.substr(0, kMostPrinted)) {
    const auto byte = static_cast<unsigned char>(c);
    char hex[5];
    if (c == '\r') {
      text += "\\r";
    } else if (c == '\n') {
      text += "\\n";
    } else if (byte < 0x20 || byte >= 0x7f || c == '\\') {
      (void)std::snprintf(hex, sizeof hex, "\\x%02x", byte);
      text += hex;
    } else {
      text += c;
    }
  }
  if (bytes.size() > kMostPrinted) text += "... (" + std::to_string(bytes.size()) + " bytes)";
  return text;
}

}  // namespace ladder::test
