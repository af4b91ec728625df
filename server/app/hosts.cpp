#include "app/hosts.hpp"

#include <stdexcept>
#include <string>

#include "http/authority.hpp"

namespace ladder::app {

namespace {

/// A name that the machine or the user gave for listening may not be a valid Host: then no client can ask for
/// it.
void allow_if_valid(http::AllowedHosts& hosts, const std::string& host, std::uint16_t port) {
  if (http::is_valid_authority(host)) hosts.allow(host, port);
}

void allow_option(http::AllowedHosts& hosts, const std::string& text, std::uint16_t bound_port) {
  const auto authority = http::parse_authority(text);
  if (!authority)
    throw std::invalid_argument("--allow-host " + text + ": not a host name with an optional port");
  const bool names_port =
      text.back() != ']' && text.find(':', text.find(']') == text.npos ? 0 : text.find(']')) != text.npos;
  hosts.allow(authority->host, names_port ? authority->port : bound_port);
}

}  // namespace

//! [allowed-hosts]
http::AllowedHosts allowed_hosts(const ServerOptions& options, const os::Address& bound) {
  http::AllowedHosts hosts = http::AllowedHosts::loopback(bound.port());
  allow_if_valid(hosts, bound.url_host(), bound.port());
  allow_if_valid(hosts, options.host, bound.port());
  allow_if_valid(hosts, os::host_name(), bound.port());
  if (bound.is_wildcard()) {
    for (const std::string& address : os::interface_addresses()) allow_if_valid(hosts, address, bound.port());
  }
  for (const std::string& text : options.allow_hosts) allow_option(hosts, text, bound.port());
  return hosts;
}
//! [allowed-hosts]

}  // namespace ladder::app
