/// \file
/// Addresses and names (os/address.hpp).
#include "os/address.hpp"

#include <algorithm>
#include <string>

#include "support/catch.hpp"
#include "support/sockets.hpp"

namespace os = ladder::os;
using os::Address;

namespace {

/// The text of what resolving throws.
std::string failure(const std::string& host) {
  try {
    (void)Address::resolve(host, 80);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "nothing thrown";
}

}  // namespace

TEST_CASE("An IPv4 address is resolved and written back", "[os][stage01][ip.7]") {
  const Address address = Address::resolve("127.0.0.1", 8080);
  CHECK(address.family() == AF_INET);
  CHECK(address.port() == 8080);
  CHECK(address.host() == "127.0.0.1");
  CHECK(address.url_host() == "127.0.0.1");
  CHECK(address.to_string() == "127.0.0.1:8080");
  CHECK(address.size() == sizeof(sockaddr_in));
}

TEST_CASE("An IPv6 address stands in brackets beside its port", "[os][stage01][rfc3986-3.2.2]") {
  const Address address = Address::resolve("::1", 443);
  CHECK(address.family() == AF_INET6);
  CHECK(address.port() == 443);
  CHECK(address.host() == "::1");
  CHECK(address.url_host() == "[::1]");
  CHECK(address.to_string() == "[::1]:443");
  CHECK(address.size() == sizeof(sockaddr_in6));
}

TEST_CASE("The ends of the port range survive the byte order", "[os][stage01][ip.7]") {
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{0, 1, 255, 256, 65'535}) {
    CHECK(Address::resolve("127.0.0.1", port).port() == port);
    CHECK(Address::resolve("::1", port).port() == port);
  }
}

TEST_CASE("The name localhost is the loopback", "[os][stage01][getaddrinfo.3]") {
  const std::string host = Address::resolve("localhost", 1).host();
  const bool loopback = host == "127.0.0.1" || host == "::1";
  CHECK(loopback);
}

TEST_CASE("A name that does not resolve is named in the error", "[os][stage01][getaddrinfo.3]") {
  const std::string text = failure("no-such-host.invalid");
  CHECK(text.find("resolve no-such-host.invalid: ") == 0);
  CHECK(text.size() > std::string("resolve no-such-host.invalid: ").size());
  CHECK(failure("300.1.1.1").find("300.1.1.1") != std::string::npos);
}

TEST_CASE("The wildcard is told from an address", "[os][stage12][ip.7]") {
  CHECK(Address::resolve("0.0.0.0", 80).is_wildcard());
  CHECK(Address::resolve("::", 80).is_wildcard());
  CHECK_FALSE(Address::resolve("127.0.0.1", 80).is_wildcard());
  CHECK_FALSE(Address::resolve("::1", 80).is_wildcard());
}

TEST_CASE("A copy of an address is independent of it", "[os][stage01][ip.7]") {
  Address address = Address::resolve("127.0.0.1", 1);
  const Address copy = address;
  address = Address::resolve("::1", 2);
  CHECK(copy.to_string() == "127.0.0.1:1");
  CHECK(address.to_string() == "[::1]:2");
}

TEST_CASE("A call can fill an address in", "[os][stage01][getsockname.2]") {
  const ladder::test::Listener listener;
  Address filled = Address::resolve("::1", 1);
  REQUIRE(::getsockname(listener.fd.get(), filled.data(), filled.size_for_filling()) == 0);
  CHECK(filled.size() == sizeof(sockaddr_in));
  CHECK(filled.to_string() == listener.address.to_string());
  CHECK(filled.port() != 0);
}

TEST_CASE("The loopback is one of the machine's addresses", "[os][stage12][getifaddrs.3]") {
  const auto addresses = os::interface_addresses();
  CHECK(std::ranges::find(addresses, "127.0.0.1") != addresses.end());
  // As in a URL: every IPv6 address is bracketed.
  for (const std::string& one : addresses) {
    CAPTURE(one);
    CHECK((one.find(':') == std::string::npos || (one.front() == '[' && one.back() == ']')));
  }
}

TEST_CASE("The machine has a name", "[os][stage12][gethostname.2]") { CHECK_FALSE(os::host_name().empty()); }
