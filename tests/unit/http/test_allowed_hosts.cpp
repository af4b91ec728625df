/// \file
/// The allow-list of Host (http/allowed_hosts.hpp).
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

#include "http/allowed_hosts.hpp"
#include "support/catch.hpp"

using namespace ladder::http;
using namespace std::string_view_literals;

namespace {

void check_all(const AllowedHosts& hosts, std::initializer_list<std::string_view> authorities,
               bool expected) {
  for (const std::string_view authority : authorities) {
    CAPTURE(std::string(authority), expected);
    CHECK(hosts.contains(authority) == expected);
  }
}

}  // namespace

TEST_CASE("The loopback names are allowed with their port only", "[http][stage05][rfc9110-7.4]") {
  const AllowedHosts hosts = AllowedHosts::loopback(8080);
  check_all(hosts, {"localhost:8080", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "localhost:08080"},
            true);
  check_all(
      hosts,
      {"localhost", "localhost:", "localhost:80", "localhost:8081", "localhost:80800", "127.0.0.1", "[::1]",
       "127.0.0.2:8080", "evil.example:8080", "localhost.evil.example:8080", "evil-localhost:8080"},
      false);
}

TEST_CASE("On port 80 the port may be left out or empty", "[http][stage05][rfc9110-4.2.3]") {
  const AllowedHosts hosts = AllowedHosts::loopback(80);
  check_all(hosts,
            {"localhost", "localhost:", "localhost:80", "localhost:080", "127.0.0.1", "[::1]", "[::1]:"},
            true);
  check_all(hosts, {"localhost:8080", "localhost:0", "example"}, false);
}

TEST_CASE("Another spelling of an allowed host is not that host", "[http][stage05][rfc9110-7.4]") {
  const AllowedHosts hosts = AllowedHosts::loopback(80);
  check_all(hosts, {"localhost.", "local%68ost", "[0:0:0:0:0:0:0:1]", "[0::1]", "127.1", "2130706433"},
            false);
}

TEST_CASE("A malformed authority is never contained", "[http][stage05][rfc9110-7.2]") {
  AllowedHosts hosts = AllowedHosts::loopback(80);
  check_all(hosts,
            {"", ":", ":80", "localhost:x", "user@localhost", "localhost\0"sv, "localhost\0.evil"sv, "::1",
             "localhost,localhost", "localhost "},
            false);
}

TEST_CASE("An empty list contains nothing", "[http][stage05]") {
  check_all(AllowedHosts{}, {"", "localhost", "[::]"}, false);
}

TEST_CASE("An IPv6 address is allowed with brackets or without", "[http][stage05]") {
  AllowedHosts hosts;
  hosts.allow("2001:DB8::1", 8080);
  hosts.allow("[fe80::1]", 80);
  check_all(hosts, {"[2001:db8::1]:8080", "[2001:DB8::1]:8080", "[FE80::1]"}, true);
  check_all(hosts, {"[2001:db8::1]", "[fe80::1]:8080"}, false);
}

TEST_CASE("The same host may be allowed with several ports", "[http][stage05]") {
  AllowedHosts hosts;
  hosts.allow("Www.Example", 80);
  hosts.allow("www.example", 8080);
  check_all(hosts, {"www.example", "www.EXAMPLE:8080", "WWW.example:80"}, true);
  check_all(hosts, {"www.example:81"}, false);
}

TEST_CASE("What is not a host is refused by name", "[http][stage05]") {
  for (const std::string_view host :
       {""sv, "localhost:8080"sv, "localhost:"sv, "[::1]:80"sv, "[::1]:"sv, "[::1"sv, "::1]"sv, "1:2"sv,
        "a b"sv, "user@host"sv, "fe80::1%eth0"sv, "* "sv}) {
    CAPTURE(std::string(host));
    AllowedHosts hosts;
    CHECK_THROWS_AS(hosts.allow(host, 80), std::invalid_argument);
  }
  CHECK_THROWS_WITH(AllowedHosts{}.allow("a b", 80), Catch::Matchers::ContainsSubstring("a b"));
}
