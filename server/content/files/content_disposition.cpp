#include "content/files/content_disposition.hpp"

#include "content/utf8.hpp"
#include "http/syntax.hpp"

namespace ladder::content {
namespace {

bool is_visible_ascii(char c) { return c >= 0x20 && c < 0x7f; }

// Some clients decode %41 in a quoted file name (RFC 6266 appendix D), so a percent sign is not plain.
bool is_plain(std::string_view name) {
  for (const char c : name)
    if (!is_visible_ascii(c) || c == '%') return false;
  return true;
}

// One "_" for each character that does not fit.
std::string quoted_fallback(std::string_view name) {
  std::string quoted = "\"";
  while (!name.empty()) {
    const char c = name.front();
    if (c == '"' || c == '\\') quoted.push_back('\\');
    quoted.push_back(is_visible_ascii(c) && c != '%' ? c : '_');
    const std::size_t length = utf8_sequence_bytes(name);
    name.remove_prefix(length == 0 ? 1 : length);
  }
  return quoted + '"';
}

// attr-char of RFC 8187 section 3.2.1: a token's characters without * ' %.
bool is_attribute_char(char c) { return http::is_token_char(c) && c != '*' && c != '\'' && c != '%'; }

std::string extended_value(std::string_view name) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string value = "UTF-8''";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_attribute_char(c)) {
      value.push_back(c);
    } else {
      value.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  return value;
}

}  // namespace

std::string attachment_disposition(std::string_view file_name) {
  std::string value = "attachment; filename=" + quoted_fallback(file_name);
  if (!is_plain(file_name) && is_valid_utf8(file_name)) {
    value += "; filename*=" + extended_value(file_name);
  }
  return value;
}

}  // namespace ladder::content
