#include "network/url.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace ladder::tools {
namespace {

constexpr std::string_view kScheme = "http://";

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), port);
  return result.ec == std::errc() && result.ptr == text.data() + text.size() && port >= 1 && port <= 65'535;
}

// Splits "host:port" or "[::1]:port" (RFC 3986 section 3.2).
void split_authority(std::string_view authority, Url& url) {
  if (authority.find('@') != std::string_view::npos)
    throw std::invalid_argument("a user name in a URL is not supported");
  const bool is_ipv6 = authority.starts_with('[');
  const auto host_end = is_ipv6 ? authority.find(']') : authority.find(':');
  if (is_ipv6 && host_end == std::string_view::npos)
    throw std::invalid_argument("no ] after the [ of the host");
  url.host = is_ipv6 ? authority.substr(1, host_end - 1) : authority.substr(0, host_end);
  if (url.host.empty()) throw std::invalid_argument("the URL has no host");
  const auto rest = host_end == std::string_view::npos ? std::string_view()
                                                       : authority.substr(host_end + (is_ipv6 ? 1 : 0));
  if (rest.empty() || rest == ":") return;
  if (!rest.starts_with(':') || !is_port(rest.substr(1)))
    throw std::invalid_argument("the port of the URL is not a number from 1 to 65535");
  url.port = rest.substr(1);
}

}  // namespace

bool looks_like_url(std::string_view text) { return text.find("://") != std::string_view::npos; }

Url parse_url(std::string_view text) {
  if (!text.starts_with(kScheme)) throw std::invalid_argument("only URLs with http:// are understood");
  if (std::any_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c == '\x7f'; }))
    throw std::invalid_argument("a URL has no spaces or control characters; write %20 for a space");
  text.remove_prefix(kScheme.size());
  text = text.substr(0, text.find('#'));
  const auto authority_end = std::min(text.find_first_of("/?"), text.size());
  Url url;
  split_authority(text.substr(0, authority_end), url);
  const auto target = text.substr(authority_end);
  if (target.starts_with('/')) url.target = target;
  if (target.starts_with('?')) url.target.append(target);
  return url;
}

}  // namespace ladder::tools
