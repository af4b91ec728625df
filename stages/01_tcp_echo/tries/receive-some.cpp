/// \file
/// receive_some, tried without a server: one end of a pair of sockets is ours, the other the peer's.
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "os/io.hpp"
#include "support/catch.hpp"
#include "support/sockets.hpp"

using namespace ladder;
using Kind = os::IoResult::Kind;

namespace {

os::IoResult receive(int fd, std::size_t space_bytes = 64) {
  std::string space(space_bytes, '\0');
  return os::receive_some(fd, std::as_writable_bytes(std::span(space)));
}

}  // namespace

TEST_CASE("where nothing has come, it would block, and does not wait") {
  const test::Sockets sockets = test::unix_pair();
  CHECK(static_cast<int>(receive(sockets.ours.get()).kind) == static_cast<int>(Kind::would_block));
}

TEST_CASE("on a socket that blocks, it does not wait either") {
  std::array<int, 2> fds{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) == 0);
  const os::Fd ours(fds[0]);
  const os::Fd peers(fds[1]);
  CHECK(static_cast<int>(receive(ours.get()).kind) == static_cast<int>(Kind::would_block));
}

TEST_CASE("what has come is transferred, with its number of bytes") {
  const test::Sockets sockets = test::unix_pair();
  (void)test::send_text(sockets.peers.get(), std::string_view("a\0b", 3));
  std::string space(64, 'x');
  const os::IoResult got = os::receive_some(sockets.ours.get(), std::as_writable_bytes(std::span(space)));
  CHECK(static_cast<int>(got.kind) == static_cast<int>(Kind::transferred));
  CHECK(got.bytes == 3);
  CHECK(std::memcmp(space.data(), "a\0bx", 4) == 0);
}

TEST_CASE("of more than there is space for, the rest is left for the next call") {
  const test::Sockets sockets = test::unix_pair();
  (void)test::send_text(sockets.peers.get(), "twelve bytes");
  CHECK(receive(sockets.ours.get(), 8).bytes == 8);
  CHECK(receive(sockets.ours.get(), 8).bytes == 4);
}

TEST_CASE("when the peer has ended its side, it is the end of the stream, each time") {
  const test::Sockets sockets = test::unix_pair();
  os::shutdown_sending(sockets.peers.get());
  CHECK(static_cast<int>(receive(sockets.ours.get()).kind) == static_cast<int>(Kind::end_of_stream));
  CHECK(static_cast<int>(receive(sockets.ours.get()).kind) == static_cast<int>(Kind::end_of_stream));
}

TEST_CASE("what is no socket fails, and the number of the error is told") {
  const os::IoResult got = receive(-1);
  CHECK(static_cast<int>(got.kind) == static_cast<int>(Kind::failed));
  CHECK(got.error_number == EBADF);
}
