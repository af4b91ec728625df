#include "http/origin.hpp"

#include <algorithm>
#include <optional>

#include "http/authority.hpp"
#include "http/syntax.hpp"

namespace ladder::http {

namespace {

struct Origin {
  std::string_view scheme;
  AuthorityView authority;
};

std::uint16_t default_port(std::string_view scheme) {
  return equals_ignoring_case(scheme, "https") ? 443 : 80;
}

bool has_port(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  return colon != std::string_view::npos && colon >= authority.rfind(']') + 1 && colon + 1 < authority.size();
}

std::optional<Origin> parse_origin(std::string_view text) {
  const std::size_t mark = text.find("://");
  if (mark == std::string_view::npos || mark == 0) return std::nullopt;
  const std::string_view scheme = text.substr(0, mark);
  const std::string_view rest = text.substr(mark + 3);
  const auto parts = split_authority(rest);
  if (!parts) return std::nullopt;
  Origin origin{scheme, *parts};
  if (!has_port(rest)) origin.authority.port = default_port(scheme);
  return origin;
}

/// The scheme may differ: whoever ends TLS before us says https to the browser and http to us.
bool is_ours(const Origin& origin, const Request& request) {
  const std::uint16_t port =
      has_port(request.authority) ? request.authority_parts.port : default_port(origin.scheme);
  return equals_ignoring_case(origin.authority.host, request.authority_parts.host) &&
         origin.authority.port == port;
}

bool is_same(const Origin& a, const Origin& b) {
  return equals_ignoring_case(a.scheme, b.scheme) &&
         equals_ignoring_case(a.authority.host, b.authority.host) && a.authority.port == b.authority.port;
}

}  // namespace

bool is_origin(std::string_view text) { return parse_origin(text).has_value(); }

//! [another-site]
bool is_from_another_site(const Request& request, std::span<const std::string> allowed) {
  const auto field = request.find("Origin");
  if (!field) {
    const auto site = request.find("Sec-Fetch-Site");
    return site && equals_ignoring_case(*site, "cross-site");
  }
  if (request.count("Origin") != 1) return true;
  const auto origin = parse_origin(*field);  // "null" is none: a page that hides where it comes from
  if (!origin) return true;
  if (is_ours(*origin, request)) return false;
  return std::ranges::none_of(allowed, [&](const std::string& one) {
    const auto known = parse_origin(one);
    return known && is_same(*origin, *known);
  });
}
//! [another-site]

}  // namespace ladder::http
