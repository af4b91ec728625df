#include "os/address.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>

#include "os/error.hpp"

namespace ladder::os {

namespace {

std::string numeric_host(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (::inet_ntop(family, address, text.data(), text.size()) == nullptr) throw_system_error("inet_ntop");
  return text.data();
}

/// An IPv4 address in IPv6's clothes, or nothing.
std::optional<std::uint32_t> mapped_ipv4(const in6_addr& address) {
  if (!IN6_IS_ADDR_V4MAPPED(&address)) return std::nullopt;
  std::uint32_t ipv4 = 0;
  std::memcpy(&ipv4, address.s6_addr + 12, sizeof ipv4);
  return ntohl(ipv4);
}

bool is_loopback_ipv4(std::uint32_t address) { return address >> 24 == 127; }

}  // namespace

Address Address::resolve(const std::string& host, std::uint16_t port) {
  // "[::1]", as it stands in a URL.
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    return resolve(host.substr(1, host.size() - 2), port);
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (error == EAI_SYSTEM) throw_system_error("resolve", host);
  if (error != 0) throw std::runtime_error("resolve " + host + ": " + ::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);

  Address result;
  result.size_ = found->ai_addrlen;
  std::memcpy(&result.storage_, found->ai_addr, found->ai_addrlen);
  if (result.family() == AF_INET) result.storage_.v4.sin_port = htons(port);
  if (result.family() == AF_INET6) result.storage_.v6.sin6_port = htons(port);
  return result;
}

socklen_t* Address::size_for_filling() {
  size_ = sizeof storage_;
  return &size_;
}

std::uint16_t Address::port() const {
  return ntohs(family() == AF_INET6 ? storage_.v6.sin6_port : storage_.v4.sin_port);
}

bool Address::is_wildcard() const {
  if (family() == AF_INET6) return IN6_IS_ADDR_UNSPECIFIED(&storage_.v6.sin6_addr);
  return storage_.v4.sin_addr.s_addr == htonl(INADDR_ANY);
}

bool Address::is_loopback() const {
  if (family() != AF_INET6) return is_loopback_ipv4(ntohl(storage_.v4.sin_addr.s_addr));
  if (const auto ipv4 = mapped_ipv4(storage_.v6.sin6_addr)) return is_loopback_ipv4(*ipv4);
  return IN6_IS_ADDR_LOOPBACK(&storage_.v6.sin6_addr);
}

std::uint64_t Address::network() const {
  // No IPv6 network that is in use begins with 32 zero bits, so both fit into one number.
  if (family() != AF_INET6) return ntohl(storage_.v4.sin_addr.s_addr);
  if (const auto ipv4 = mapped_ipv4(storage_.v6.sin6_addr)) return *ipv4;
  std::uint64_t network = 0;
  for (std::size_t i = 0; i < sizeof network; ++i) network = network << 8 | storage_.v6.sin6_addr.s6_addr[i];
  return network;
}

std::string Address::host() const {
  if (family() == AF_INET6) return numeric_host(AF_INET6, &storage_.v6.sin6_addr);
  return numeric_host(AF_INET, &storage_.v4.sin_addr);
}

std::string Address::url_host() const { return family() == AF_INET6 ? "[" + host() + "]" : host(); }

std::string Address::to_string() const { return url_host() + ":" + std::to_string(port()); }

std::vector<std::string> interface_addresses() {
  ifaddrs* first = nullptr;
  check(::getifaddrs(&first), "getifaddrs");
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(first, ::freeifaddrs);
  std::vector<std::string> result;
  for (const ifaddrs* at = first; at != nullptr; at = at->ifa_next) {
    if (at->ifa_addr == nullptr) continue;
    if (at->ifa_addr->sa_family == AF_INET)
      result.push_back(numeric_host(AF_INET, &reinterpret_cast<sockaddr_in*>(at->ifa_addr)->sin_addr));
    if (at->ifa_addr->sa_family == AF_INET6)
      result.push_back(
          "[" + numeric_host(AF_INET6, &reinterpret_cast<sockaddr_in6*>(at->ifa_addr)->sin6_addr) + "]");
  }
  return result;
}

std::string host_name() {
  std::array<char, 256> name{};  // man 2 gethostname: at most 64 bytes on Linux
  check(::gethostname(name.data(), name.size() - 1), "gethostname");
  return name.data();
}

}  // namespace ladder::os
