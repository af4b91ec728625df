/// \file
/// ask, tried without our server: a socket that answers, one that does not, and a port where nobody is.
#include <stdexcept>
#include <string>
#include <thread>

#include "os/socket.hpp"
#include "support/catch.hpp"

#define main main_of_the_program
#include "client.cpp"
#undef main

namespace {

/// A socket on a free port of 127.0.0.1 that answers one question by its own words.
struct Answering {
  os::Fd socket = os::bind_udp(os::Address::resolve("127.0.0.1", 0));
  os::Address address = os::local_address(socket.get());

  std::string answer_by(std::string_view reply) const {
    std::array<std::byte, 100> buffer;
    os::Address from;
    (void)os::wait_ready(socket.get(), {.readable = true}, -1);
    const os::IoResult got = os::receive_datagram(socket.get(), buffer, from);
    (void)os::send_datagram(socket.get(), std::as_bytes(std::span(reply)), from);
    return {reinterpret_cast<const char*>(buffer.data()), got.bytes};
  }
};

}  // namespace

TEST_CASE("the text goes out as one datagram, and the reply is returned") {
  const Answering server;
  const os::Fd client = os::connect_udp(server.address);
  std::string asked;
  std::thread answering([&] { asked = server.answer_by("the reply"); });
  const std::string reply = ask(client.get(), server.address, "hello");
  answering.join();
  CHECK(asked == "hello");
  CHECK(reply == "the reply");
}

TEST_CASE("an empty reply is a reply") {
  const Answering server;
  const os::Fd client = os::connect_udp(server.address);
  std::thread answering([&] { (void)server.answer_by(""); });
  const std::string reply = ask(client.get(), server.address, "hello");
  answering.join();
  CHECK(reply.empty());
}

TEST_CASE("where no reply comes, it gives up and throws") {
  const Answering silent;
  const os::Fd client = os::connect_udp(silent.address);
  CHECK_THROWS_AS(ask(client.get(), silent.address, "hello"), std::runtime_error);
}
