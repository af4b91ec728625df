/// \file
/// The character classes of RFC 9110 section 5.6 and RFC 3986, and comparison without case. Opened in stage
/// 05.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ladder::http {

namespace detail {

constexpr bool one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
constexpr bool alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

enum Class : std::uint8_t { kToken = 1, kFieldValue = 2, kPathChar = 4, kQueryChar = 8, kHostChar = 16 };

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    const bool visible = i > 0x20 && i < 0x7f;
    std::uint8_t mask = 0;
    if (alphanumeric(c) || (visible && one_of(c, "!#$%&'*+-.^_`|~"))) mask |= kToken;
    if (visible || c == ' ' || c == '\t' || i >= 0x80) mask |= kFieldValue;
    if (alphanumeric(c) || (visible && one_of(c, "-._~!$&'()*+,;=:@/%"))) mask |= kPathChar;
    if (visible && c != '#') mask |= kQueryChar;
    if (alphanumeric(c) || (visible && one_of(c, "-._~!$&'()*+,;=%"))) mask |= kHostChar;
    table[i] = mask;
  }
  return table;
}

inline constexpr std::array<std::uint8_t, 256> kClasses = make_classes();

constexpr bool in_class(char c, Class wanted) {
  return (kClasses[static_cast<unsigned char>(c)] & wanted) != 0;
}

}  // namespace detail

/// tchar: what methods and field names are made of (RFC 9110 section 5.6.2).
constexpr bool is_token_char(char c) { return detail::in_class(c, detail::kToken); }
/// What a field value may hold: visible characters, obs-text, space and tab (RFC 9110 section 5.5).
constexpr bool is_field_value_char(char c) { return detail::in_class(c, detail::kFieldValue); }
/// pchar, '/' and '%' (RFC 3986 section 3.3).
constexpr bool is_path_char(char c) { return detail::in_class(c, detail::kPathChar); }
/// Any visible character but '#': browsers send more in a query than RFC 3986 allows, and we ignore it
/// anyway.
constexpr bool is_query_char(char c) { return detail::in_class(c, detail::kQueryChar); }
/// reg-name without its percent-encoding rule (RFC 3986 section 3.2.2).
constexpr bool is_host_char(char c) { return detail::in_class(c, detail::kHostChar); }
/// DIGIT of RFC 5234: ASCII only, no locale.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The value of a hex digit, or -1.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// ASCII only, no locale.
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// ASCII comparison without case; no locale.
constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i] && to_lower(a[i]) != to_lower(b[i])) return false;
  return true;
}

/// Without spaces and tabs at both ends (OWS, RFC 9110 section 5.6.3).
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// True if the text is a token: not empty, tchar only.
constexpr bool is_token(std::string_view text) {
  for (const char c : text)
    if (!is_token_char(c)) return false;
  return !text.empty();
}

}  // namespace ladder::http
