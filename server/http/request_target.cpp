/// \file
/// One function a form. The first byte and the method decide which form it is; a target is never tried as two
/// forms, so that no other server can read it in another way than we do.
#include "http/request_target.hpp"

#include <algorithm>

#include "http/authority.hpp"
#include "http/syntax.hpp"

namespace ladder::http {

namespace {

RequestTarget refuse(std::string_view error) {
  RequestTarget target;
  target.error = error;
  return target;
}

constexpr bool is_alpha(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }

/// scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ), RFC 3986 section 3.1.
bool is_scheme(std::string_view text) {
  if (text.empty() || !is_alpha(text.front())) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
}

std::string_view why_not(char c) {
  if (c == '#') return "the request target holds a fragment (#), which is never sent";
  if (c == '\\') return "the request target holds a backslash, which must be percent-encoded";
  if (static_cast<unsigned char>(c) >= 0x80)
    return "the request target holds a byte that must be percent-encoded";
  return "the request target holds a character that is not allowed there";
}

/// Splits and checks `[path] [ "?" query ]`.
void read_path_and_query(std::string_view text, RequestTarget& target) {
  std::size_t at = 0;
  while (at < text.size() && is_path_char(text[at])) ++at;
  target.path = text.substr(0, at);
  if (at == text.size()) return;
  if (text[at] != '?') {
    target.error = why_not(text[at]);
    return;
  }
  target.query = text.substr(at + 1);
  for (const char c : target.query) {
    if (is_query_char(c)) continue;
    target.error = why_not(c);
    return;
  }
}

/// authority-form = uri-host ":" port. RFC 9110 section 9.3.6 has a CONNECT without a port refused.
RequestTarget read_authority_form(std::string_view text) {
  const bool has_port = text.find(':') != std::string_view::npos && is_digit(text.back());
  const auto host = split_authority(text);
  if (!has_port || !host) return refuse("the target of CONNECT is not host:port");
  RequestTarget target;
  target.form = TargetForm::authority;
  target.authority = text;
  target.authority_parts = *host;
  return target;
}

RequestTarget read_absolute_form(std::string_view text, bool options) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon)))
    return refuse("the request target is neither a path that begins with / nor a full URL");
  RequestTarget target;
  target.form = TargetForm::absolute;
  target.scheme = text.substr(0, colon);
  const std::string_view rest = text.substr(colon + 3);
  const std::size_t authority_bytes = std::min(rest.find_first_of("/?#"), rest.size());
  target.authority = rest.substr(0, authority_bytes);
  if (target.authority.find('@') != std::string_view::npos)
    return refuse("the request target holds user information before the host");
  const auto host = split_authority(target.authority);
  if (!host) return refuse("the host or port in the request target is malformed");
  target.authority_parts = *host;
  const std::string_view tail = rest.substr(authority_bytes);
  read_path_and_query(tail, target);
  if (target.path.empty()) target.path = options && tail.empty() ? "*" : "/";
  return target;
}

}  // namespace

RequestTarget parse_request_target(std::string_view method_name, std::string_view target) {
  if (target.empty()) return refuse("the request target is empty");
  if (method_name == "CONNECT") return read_authority_form(target);
  const bool options = method_name == "OPTIONS";
  if (target.front() == '/') {
    RequestTarget result;
    read_path_and_query(target, result);
    return result;
  }
  if (target != "*") return read_absolute_form(target, options);
  if (!options) return refuse("the request target * belongs to OPTIONS alone");
  RequestTarget asterisk;
  asterisk.form = TargetForm::asterisk;
  asterisk.path = target;
  return asterisk;
}

}  // namespace ladder::http
