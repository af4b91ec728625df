/// \file
/// echo, tried without a server: the client's words lie in the socket already, and so does its end.
#include <string>

#include "os/event.hpp"
#include "support/catch.hpp"
#include "support/sockets.hpp"

#define main main_of_the_program
#include "main.cpp"
#undef main

namespace {

/// What the client has got back when echo() has returned.
std::string echoed(const test::Sockets& sockets) {
  std::string space(10'000, '\0');
  const ssize_t got = ::recv(sockets.peers.get(), space.data(), space.size(), MSG_DONTWAIT);
  return space.substr(0, got < 0 ? 0 : static_cast<std::size_t>(got));
}

}  // namespace

TEST_CASE("what the client has sent comes back, and it returns when the client has ended") {
  const test::Sockets sockets = test::unix_pair();
  (void)test::send_text(sockets.peers.get(), "hello");
  os::shutdown_sending(sockets.peers.get());
  echo(sockets.ours.get(), -1);
  CHECK(echoed(sockets) == "hello");
}

TEST_CASE("only what has come goes back, not what stands behind it in the buffer") {
  const test::Sockets sockets = test::unix_pair();
  (void)test::send_text(sockets.peers.get(), std::string_view("a\0b", 3));
  os::shutdown_sending(sockets.peers.get());
  echo(sockets.ours.get(), -1);
  CHECK(echoed(sockets).size() == 3);
}

TEST_CASE("a client that ends without a word ends it") {
  const test::Sockets sockets = test::unix_pair();
  os::shutdown_sending(sockets.peers.get());
  echo(sockets.ours.get(), -1);
  CHECK(echoed(sockets).empty());
}

TEST_CASE("a client that is gone ends it") {
  test::Sockets sockets = test::unix_pair();
  (void)test::send_text(sockets.peers.get(), "hello");
  sockets.peers.reset();
  echo(sockets.ours.get(), -1);
  SUCCEED("it returned");
}

TEST_CASE("a stop ends it, though the client says nothing") {
  const test::Sockets sockets = test::unix_pair();
  os::Event stop;
  stop.set();
  echo(sockets.ours.get(), stop.fd());
  SUCCEED("it returned");
}
