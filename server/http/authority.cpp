/// \file
/// Host and port taken apart. Strict: an IP literal is an IPv6 address of RFC 3986's grammar and nothing else
/// (no IPvFuture, no zone), so that what is compared with the allow-list can mean one thing only. Opened in
/// stage 05.
#include "http/authority.hpp"

#include <algorithm>
#include <cstddef>

#include "http/syntax.hpp"

namespace ladder::http {

namespace {

constexpr std::uint16_t kDefaultPort = 80;
constexpr unsigned kHighestPort = 65'535;

/// dec-octet: 0 to 255 without leading zeros.
bool is_octet(std::string_view text) {
  if (text.empty() || text.size() > 3 || !std::ranges::all_of(text, is_digit)) return false;
  if (text.size() > 1 && text.front() == '0') return false;
  unsigned value = 0;
  for (const char c : text) value = value * 10 + static_cast<unsigned>(c - '0');
  return value <= 255;
}

bool is_ipv4(std::string_view text) {
  for (int octet = 0; octet < 3; ++octet) {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos || !is_octet(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_octet(text);
}

bool is_hex_group(std::string_view text) {
  return !text.empty() && text.size() <= 4 &&
         std::ranges::all_of(text, [](char c) { return hex_value(c) >= 0; });
}

/// Eight groups of 16 bits; one "::" stands for one or more of them; an IPv4 tail is the last two.
bool is_ipv6(std::string_view text) {
  std::size_t groups = 0;
  bool compressed = text.starts_with("::");
  if (compressed) text.remove_prefix(2);
  while (!text.empty()) {
    const std::string_view group = text.substr(0, text.find(':'));
    text.remove_prefix(group.size());
    if (text.empty() && is_ipv4(group)) {
      groups += 2;
      break;
    }
    if (!is_hex_group(group)) return false;
    ++groups;
    if (text.starts_with("::")) {
      if (compressed) return false;
      compressed = true;
      text.remove_prefix(2);
    } else if (!text.empty()) {
      text.remove_prefix(1);
      if (text.empty()) return false;
    }
  }
  return compressed ? groups < 8 : groups == 8;
}

bool is_reg_name(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_host_char(text[i])) return false;
    if (text[i] != '%') continue;
    if (text.size() - i < 3 || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0) return false;
  }
  return !text.empty();
}

bool is_ip_literal(std::string_view text) {
  return text.size() > 2 && text.front() == '[' && text.back() == ']' &&
         is_ipv6(text.substr(1, text.size() - 2));
}

/// Leading zeros are within the grammar: *DIGIT.
std::optional<std::uint16_t> parse_port(std::string_view digits) {
  if (digits.empty()) return kDefaultPort;
  unsigned value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
    if (value > kHighestPort) return std::nullopt;
  }
  return static_cast<std::uint16_t>(value);
}

}  // namespace

std::optional<AuthorityView> split_authority(std::string_view text) {
  const bool literal = text.starts_with('[');
  const std::size_t host_end = literal ? text.find(']') : text.find(':');
  const std::string_view host =
      host_end == std::string_view::npos ? text : text.substr(0, literal ? host_end + 1 : host_end);
  if (literal ? !is_ip_literal(host) : !is_reg_name(host)) return std::nullopt;

  std::string_view rest = text.substr(host.size());
  if (rest.empty()) return AuthorityView{host, kDefaultPort};
  if (!rest.starts_with(':')) return std::nullopt;
  rest.remove_prefix(1);
  const auto port = parse_port(rest);
  if (!port) return std::nullopt;
  return AuthorityView{host, *port};
}

bool is_valid_authority(std::string_view text) { return split_authority(text).has_value(); }

std::optional<Authority> parse_authority(std::string_view text) {
  const auto parts = split_authority(text);
  if (!parts) return std::nullopt;
  Authority authority{std::string(parts->host), parts->port};
  std::ranges::transform(authority.host, authority.host.begin(), to_lower);
  return authority;
}

}  // namespace ladder::http
