/// \file
/// allowed_hosts, tried without a server: which Hosts it answers for, bound to 127.0.0.1:8080 or to all
/// interfaces.
#include <stdexcept>
#include <string>

#include "app/hosts.hpp"
#include "support/catch.hpp"

using namespace ladder;

namespace {

bool allows(std::string_view host, const app::ServerOptions& options = {}, const char* bound = "127.0.0.1") {
  return app::allowed_hosts(options, os::Address::resolve(bound, 8080)).contains(host);
}

app::ServerOptions with(const char* host) {
  app::ServerOptions options;
  options.allow_hosts = {host};
  return options;
}

}  // namespace

TEST_CASE("the loopback by its names, with the bound port and no other") {
  CHECK(allows("localhost:8080"));
  CHECK(allows("127.0.0.1:8080"));
  CHECK(allows("[::1]:8080"));
  CHECK_FALSE(allows("localhost:8081"));
  CHECK_FALSE(allows("localhost"));
}

TEST_CASE("nobody else") { CHECK_FALSE(allows("somewhere.example:8080")); }

TEST_CASE("the address that it is bound to") { CHECK(allows("127.0.0.2:8080", {}, "127.0.0.2")); }

TEST_CASE("the name that it was told to listen on") {
  app::ServerOptions options;
  options.host = "my-machine.example";
  CHECK(allows("my-machine.example:8080", options));
}

TEST_CASE("a NAME from --allow-host, with the bound port") {
  CHECK(allows("mine.example:8080", with("mine.example")));
  CHECK_FALSE(allows("mine.example:81", with("mine.example")));
}

TEST_CASE("a NAME:PORT from --allow-host, with that one") {
  CHECK(allows("mine.example:81", with("mine.example:81")));
}

TEST_CASE("a bad --allow-host is refused by an exception that names it") {
  CHECK_THROWS_AS(allows("x", with("no host")), std::invalid_argument);
}

TEST_CASE("on all interfaces: the addresses of the machine") {
  for (const std::string& address : os::interface_addresses())
    if (address.find(':') == std::string::npos) CHECK(allows(address + ":8080", {}, "0.0.0.0"));
}
