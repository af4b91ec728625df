/// \file
/// No client holds more than its share, and who is one client (drive/client_counts.hpp, os/address.hpp).
#include "drive/client_counts.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using ladder::drive::ClientCounts;
using ladder::os::Address;

namespace {

Address peer(const std::string& host, std::uint16_t port = 1) { return Address::resolve(host, port); }

bool enters(ClientCounts& counts, const std::string& host) {
  return counts.try_enter(counts.place_of(peer(host)));
}

}  // namespace

TEST_CASE("A client holds as many connections as it may, and again when one has ended", "[drive][stage12]") {
  ClientCounts counts({.connections = 3});
  for (int i = 0; i < 3; ++i) CHECK(enters(counts, "192.0.2.1"));
  CHECK_FALSE(enters(counts, "192.0.2.1"));
  CHECK_FALSE(enters(counts, "192.0.2.1"));  // a refusal is not counted
  CHECK(enters(counts, "192.0.2.2"));
  counts.leave(counts.place_of(peer("192.0.2.1")));
  CHECK(enters(counts, "192.0.2.1"));
  CHECK_FALSE(enters(counts, "192.0.2.1"));
}

TEST_CASE("Without a limit nobody is counted", "[drive][stage12]") {
  ClientCounts counts({});
  CHECK(counts.place_of(peer("192.0.2.1")) == ClientCounts::kNotCounted);
  for (int i = 0; i < 100; ++i) CHECK(enters(counts, "192.0.2.1"));
  counts.leave(ClientCounts::kNotCounted);
}

TEST_CASE("This machine can be spared, in all its names", "[drive][stage12]") {
  ClientCounts counts({.connections = 1, .spare_loopback = true});
  for (const char* host : {"127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1"}) {
    CAPTURE(host);
    CHECK(counts.place_of(peer(host)) == ClientCounts::kNotCounted);
  }
  for (const char* host : {"128.0.0.1", "126.0.0.1", "::2", "::ffff:192.0.2.1", "2001:db8::1"}) {
    CAPTURE(host);
    CHECK(counts.place_of(peer(host)) != ClientCounts::kNotCounted);
  }
}

TEST_CASE("One client is an IPv4 address, or 64 bits of an IPv6 address, whatever the port",
          "[os][stage12][rfc4291-2.5.4]") {
  CHECK(peer("192.0.2.1", 1).network() == peer("192.0.2.1", 2).network());
  CHECK(peer("192.0.2.1").network() != peer("192.0.2.2").network());
  CHECK(peer("192.0.2.1").network() == peer("::ffff:192.0.2.1").network());
  CHECK(peer("2001:db8:0:1::1").network() == peer("2001:db8:0:1:ffff::2").network());
  CHECK(peer("2001:db8:0:1::1").network() != peer("2001:db8:0:2::1").network());
  CHECK(peer("2001:db8::1").network() != peer("2001:db9::1").network());
}

TEST_CASE("Another process counts the same clients elsewhere", "[drive][stage12]") {
  // Were the secret the same, an attacker could look for an address that shares a counter with another's.
  const ClientCounts one({.connections = 1}), other({.connections = 1});
  int same = 0;
  for (int i = 1; i < 100; ++i) {
    const Address client = peer("192.0.2." + std::to_string(i));
    same += one.place_of(client) == other.place_of(client);
  }
  CHECK(same < 10);
}

TEST_CASE("Of many threads as many enter as may", "[drive][stage12]") {
  ClientCounts counts({.connections = 100});
  std::atomic<int> entered{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (int j = 0; j < 1'000; ++j) entered += enters(counts, "192.0.2.1");
      });
  }
  CHECK(entered == 100);
}
