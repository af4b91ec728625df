/// \file
/// The allow-list of Host: the specification's `allowed_hosts`. A well-formed Host outside it gets 421, which
/// also stops DNS rebinding. Source: RFC 9110 sections 7.2 and 7.4. Opened in stage 05.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "http/authority.hpp"

namespace ladder::http {

/// A set of authorities. Built at start, then read by one worker.
///
/// \par Example
/// \snippet examples/http.cpp allowed-hosts
class AllowedHosts {
 public:
  /// Allows `host` (a name, an IPv4 address, or an IPv6 address with or without brackets) with `port`; with
  /// port 80 also without a port. Throws std::invalid_argument if it is not a valid host.
  void allow(std::string_view host, std::uint16_t port);

  /// What stage programs and the complete server start from: localhost, 127.0.0.1 and [::1] with `port`.
  static AllowedHosts loopback(std::uint16_t port);

  /// True if the authority is one of ours: the same host without regard to case, the same port as a number.
  /// No other spelling is the same host (not "localhost.", not "[0::1]" for "[::1]"). Malformed: false.
  /// Allocates nothing.
  bool contains(const AuthorityView& asked) const;
  /// The same for text, as it stands in Host: split first; malformed text is nobody's.
  bool contains(std::string_view authority) const;

 private:
  std::vector<Authority> authorities_;
};

}  // namespace ladder::http
