/// \file
/// Address: an IPv4 or IPv6 address with a port, and how names become addresses.
/// Opened in stage 01. Sources: man 3 getaddrinfo, man 7 ip, man 7 ipv6.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

namespace ladder::os {

/// A socket address. A value: copy it freely.
///
/// \par Example
/// \snippet examples/os.cpp address
class Address {
 public:
  Address() = default;

  /// The first address that `host` (a name, or a numeric address with or without brackets) resolves to, with
  /// `port`. Blocks while the name is looked up. Throws std::system_error or std::runtime_error naming host
  /// and port.
  static Address resolve(const std::string& host, std::uint16_t port);

  /// For bind(2), connect(2) and their like, together with size().
  const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  /// For calls that fill an address in, together with size_for_filling().
  sockaddr* data() { return reinterpret_cast<sockaddr*>(&storage_); }
  /// The length that belongs to data(), in bytes; 0 for a default-made address.
  socklen_t size() const { return size_; }
  /// For calls that fill an address in: its room, and afterwards its length.
  socklen_t* size_for_filling();

  /// AF_INET or AF_INET6; AF_UNSPEC for a default-made address.
  int family() const { return data()->sa_family; }
  /// In the machine's own byte order; 0 asks bind(2) for a free one.
  std::uint16_t port() const;
  /// 0.0.0.0 or [::]: every interface of the machine.
  bool is_wildcard() const;
  /// 127.0.0.0/8 or [::1], the former also as IPv6 writes it (RFC 4291 section 2.5.5.2): this machine.
  bool is_loopback() const;
  /// What one client holds of the Internet: its IPv4 address, or the first half of its IPv6 address, for a
  /// site has 64 bits of these to itself (RFC 4291 section 2.5.4). No two of them are the same number.
  std::uint64_t network() const;

  /// "127.0.0.1" or "::1".
  std::string host() const;
  /// "127.0.0.1", or "[::1]" as it stands in a URL (RFC 3986 section 3.2.2).
  std::string url_host() const;
  /// "127.0.0.1:8080" or "[::1]:8080".
  std::string to_string() const;

 private:
  union Storage {
    sockaddr_in v4;
    sockaddr_in6 v6;
  };
  Storage storage_{};
  socklen_t size_ = 0;
};

/// The addresses of this machine's interfaces, without ports. Throws std::system_error. Source: man 3
/// getifaddrs.
std::vector<std::string> interface_addresses();

/// This machine's name. Throws std::system_error. Source: man 2 gethostname.
std::string host_name();

}  // namespace ladder::os
