/// \file
/// The allow-list of Host: a handful of authorities, searched from the front. Opened in stage 05.
#include "http/allowed_hosts.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "http/syntax.hpp"

namespace ladder::http {

void AllowedHosts::allow(std::string_view host, std::uint16_t port) {
  std::string text(host);
  // A name has no colon, so this is an IPv6 address without its brackets (or an error: "name:port").
  if (!host.starts_with('[') && host.find(':') != std::string_view::npos) text = "[" + text + "]";
  auto authority = parse_authority(text);
  if (!authority || authority->host.size() != text.size())
    throw std::invalid_argument("allowed host: not a valid host: " + std::string(host));
  authority->port = port;
  authorities_.push_back(std::move(*authority));
}

AllowedHosts AllowedHosts::loopback(std::uint16_t port) {
  AllowedHosts hosts;
  for (const std::string_view host : {"localhost", "127.0.0.1", "[::1]"}) hosts.allow(host, port);
  return hosts;
}

bool AllowedHosts::contains(const AuthorityView& asked) const {
  return std::ranges::any_of(authorities_, [&asked](const Authority& ours) {
    return ours.port == asked.port && equals_ignoring_case(ours.host, asked.host);
  });
}

bool AllowedHosts::contains(std::string_view authority) const {
  const auto asked = split_authority(authority);
  return asked && contains(*asked);
}

}  // namespace ladder::http
