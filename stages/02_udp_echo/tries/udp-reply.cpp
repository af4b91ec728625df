/// \file
/// reply, tried without a client: what arrives at the address that it was told.
#include <string>

#include "os/socket.hpp"
#include "support/catch.hpp"
#include "support/patience.hpp"

#define main main_of_the_program
#include "server.cpp"
#undef main

namespace {

/// A socket on a free port of 127.0.0.1.
struct Bound {
  os::Fd socket = os::bind_udp(os::Address::resolve("127.0.0.1", 0));
  os::Address address = os::local_address(socket.get());

  os::IoResult receive(std::span<std::byte> space) const {
    os::Address from;
    (void)os::wait_ready(socket.get(), {.readable = true}, -1, test::kAWhile);
    return os::receive_datagram(socket.get(), space, from);
  }
};

std::size_t bytes_that_arrive(std::size_t bytes) {
  const Bound server;
  const Bound sender;
  const std::string datagram(bytes, 'x');
  reply(server.socket.get(), std::as_bytes(std::span(datagram)), sender.address, -1);
  std::vector<std::byte> space(70'000);
  const os::IoResult got = sender.receive(space);
  REQUIRE(static_cast<int>(got.kind) == static_cast<int>(os::IoResult::Kind::transferred));
  return got.bytes;
}

}  // namespace

TEST_CASE("a datagram goes to the sender as one, whole") { CHECK(bytes_that_arrive(1'000) == 1'000); }

TEST_CASE("the largest one, too") { CHECK(bytes_that_arrive(65'507) == 65'507); }

TEST_CASE("an empty one is sent, too") { CHECK(bytes_that_arrive(0) == 0); }

TEST_CASE("once is enough") {
  const Bound server;
  const Bound sender;
  reply(server.socket.get(), std::as_bytes(std::span("hello", 5)), sender.address, -1);
  std::array<std::byte, 100> space;
  CHECK(sender.receive(space).bytes == 5);
  CHECK(static_cast<int>(sender.receive(space).kind) == static_cast<int>(os::IoResult::Kind::would_block));
}

TEST_CASE("an address to which nothing can be sent is told on standard error, and it returns") {
  const Bound server;
  reply(server.socket.get(), std::as_bytes(std::span("hello", 5)), os::Address::resolve("127.0.0.1", 0), -1);
  SUCCEED("it returned");
}
