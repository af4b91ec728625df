#include "fuzz/reference_target.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstddef>
#include <string>

namespace ladder::fuzz {
namespace {

#define LADDER_DIGITS "0123456789"
#define LADDER_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
constexpr std::string_view kDigits = LADDER_DIGITS;
constexpr std::string_view kLetters = LADDER_LETTERS;
constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";
constexpr std::string_view kToken = LADDER_DIGITS LADDER_LETTERS "!#$%&'*+-.^_`|~";
constexpr std::string_view kScheme = LADDER_DIGITS LADDER_LETTERS "+-.";
/// unreserved and sub-delims
constexpr std::string_view kRegName = LADDER_DIGITS LADDER_LETTERS "-._~!$&'()*+,;=";
/// pchar and the slash; the percent sign is judged with the path.
constexpr std::string_view kPath = LADDER_DIGITS LADDER_LETTERS "-._~!$&'()*+,;=:@/%";
#undef LADDER_DIGITS
#undef LADDER_LETTERS

bool all_of(std::string_view text, std::string_view set) {
  return text.find_first_not_of(set) == std::string_view::npos;
}

/// *DIGIT, at most 65535, however many zeros stand in front.
bool is_port(std::string_view text) {
  if (!all_of(text, kDigits)) return false;
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  return text.size() < 5 || (text.size() == 5 && text <= "65535");
}

bool is_ipv6(const std::string& text) {
  in6_addr address{};
  return ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

/// *( unreserved / pct-encoded / sub-delims ), here not empty.
bool is_reg_name(std::string_view text) {
  if (text.empty()) return false;
  for (std::size_t percent = text.find('%'); percent != std::string_view::npos; percent = text.find('%')) {
    const std::string_view digits = text.substr(percent + 1, 2);
    if (digits.size() != 2 || !all_of(digits, kHexDigits) || !all_of(text.substr(0, percent), kRegName))
      return false;
    text.remove_prefix(percent + 3);
  }
  return all_of(text, kRegName);
}

/// [ path ] [ "?" query ]
bool is_path_and_query(std::string_view text) {
  const std::size_t question = text.find('?');
  if (!all_of(text.substr(0, question), kPath)) return false;
  if (question == std::string_view::npos) return true;
  for (const char c : text.substr(question))
    if (c <= ' ' || c == '#' || c == '\x7f')
      return false;  // char is signed: what is above ASCII is below ' '
  return true;
}

bool is_absolute(std::string_view target) {
  const std::size_t colon = target.find(':');
  if (colon == std::string_view::npos || target.substr(colon, 3) != "://") return false;
  const std::string_view scheme = target.substr(0, colon);
  if (scheme.empty() || kLetters.find(scheme.front()) == std::string_view::npos || !all_of(scheme, kScheme))
    return false;
  const std::string_view rest = target.substr(colon + 3);
  const std::size_t end = rest.find_first_of("/?#");
  return is_authority(rest.substr(0, end)) &&
         (end == std::string_view::npos || is_path_and_query(rest.substr(end)));
}

}  // namespace

bool is_token(std::string_view text) { return !text.empty() && all_of(text, kToken); }

bool is_authority(std::string_view text) {
  std::size_t host_end = text.find(':');
  if (text.starts_with('[')) {
    const std::size_t bracket = text.find(']');
    if (bracket == std::string_view::npos || !is_ipv6(std::string(text.substr(1, bracket - 1)))) return false;
    host_end = bracket + 1;
  } else if (!is_reg_name(text.substr(0, host_end))) {
    return false;
  }
  if (host_end >= text.size()) return true;
  return text[host_end] == ':' && is_port(text.substr(host_end + 1));
}

bool is_target(std::string_view method, std::string_view target) {
  if (method == "CONNECT") {
    const std::size_t colon = target.rfind(':');
    return is_authority(target) && colon < target.size() - 1 && all_of(target.substr(colon + 1), kDigits);
  }
  if (target.starts_with('/')) return is_path_and_query(target);
  if (target == "*") return method == "OPTIONS";
  return is_absolute(target);
}

}  // namespace ladder::fuzz
