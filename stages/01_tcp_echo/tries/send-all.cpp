/// \file
/// send_all, tried without a server: what comes out at the other end of a pair of sockets.
#include <string>
#include <thread>

#include "os/event.hpp"
#include "support/catch.hpp"
#include "support/sockets.hpp"

#define main main_of_the_program
#include "main.cpp"
#undef main

namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

/// All that comes, until the other side is closed.
std::string receive_until_end(int fd) {
  std::string text;
  std::string space(10'000, '\0');
  while (true) {
    (void)os::wait_ready(fd, {.readable = true}, -1);
    const ssize_t got = ::recv(fd, space.data(), space.size(), 0);
    if (got <= 0) return text;
    text.append(space, 0, static_cast<std::size_t>(got));
  }
}

}  // namespace

TEST_CASE("a few bytes arrive as they are, and it says true") {
  test::Sockets sockets = test::unix_pair();
  CHECK(send_all(sockets.ours.get(), bytes_of("hello"), -1));
  sockets.ours.reset();
  CHECK(receive_until_end(sockets.peers.get()) == "hello");
}

TEST_CASE("of nothing, nothing is sent, and it says true") {
  const test::Sockets sockets = test::unix_pair();
  CHECK(send_all(sockets.ours.get(), {}, -1));
}

TEST_CASE("3 MB go out whole, though the socket takes less at once") {
  test::Sockets sockets = test::unix_pair();
  std::string text;
  for (int i = 0; text.size() < 3'000'000; ++i) text += std::to_string(i) + ' ';
  std::string came;
  std::thread reader([&] { came = receive_until_end(sockets.peers.get()); });
  CHECK(send_all(sockets.ours.get(), bytes_of(text), -1));
  sockets.ours.reset();
  reader.join();
  CHECK(came.size() == text.size());
  CHECK((came == text));
}

TEST_CASE("when the peer is gone, it says false") {
  test::Sockets sockets = test::unix_pair();
  sockets.peers.reset();
  CHECK_FALSE(send_all(sockets.ours.get(), bytes_of("hello"), -1));
}

TEST_CASE("at a stop it says false, though the peer does not read") {
  const test::Sockets sockets = test::unix_pair();
  os::Event stop;
  stop.set();
  CHECK_FALSE(send_all(sockets.ours.get(), bytes_of(std::string(3'000'000, 'x')), stop.fd()));
}
