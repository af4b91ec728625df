/// \file
/// Connected pairs of sockets, and bytes moved over them without waiting. For tests of os/ and drive/.
#pragma once

#include <sys/socket.h>

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "os/address.hpp"
#include "os/error.hpp"
#include "os/fd.hpp"
#include "os/io.hpp"
#include "os/socket.hpp"
#include "support/patience.hpp"

namespace ladder::test {

/// Two connected, non-blocking sockets. `ours` is what the code under test gets.
struct Sockets {
  os::Fd ours;
  os::Fd peers;
};

/// Over a Unix socket: no network, small buffers, and a close is seen at once.
inline Sockets unix_pair() {
  std::array<int, 2> fds{};
  os::check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds.data()), "socketpair");
  return {os::Fd(fds[0]), os::Fd(fds[1])};
}

/// A listener on a free port of 127.0.0.1.
struct Listener {
  os::Fd fd = os::listen_tcp(os::Address::resolve("127.0.0.1", 0));
  os::Address address = os::local_address(fd.get());
};

/// Over the loopback: with resets, as between real hosts. `ours` is the accepted side.
inline Sockets tcp_pair() {
  const Listener listener;
  os::Fd peers = os::connect_tcp(listener.address);
  (void)os::wait_ready(listener.fd.get(), {.readable = true}, -1, kPatience);
  return {os::accept_connection(listener.fd.get()).fd, std::move(peers)};
}

inline os::IoResult send_text(int fd, std::string_view text) {
  const std::array<std::span<const std::byte>, 1> buffers{std::as_bytes(std::span(text))};
  return os::send_some(fd, buffers);
}

/// Everything that has arrived so far, without waiting.
inline std::string receive_now(int fd) {
  std::string text;
  std::array<std::byte, 16 * 1024> buffer;
  for (;;) {
    const os::IoResult got = os::receive_some(fd, buffer);
    if (got.kind != os::IoResult::Kind::transferred) return text;
    text.append(reinterpret_cast<const char*>(buffer.data()), got.bytes);
  }
}

/// Sends until the socket takes no more; what it took.
inline std::string fill(int fd) {
  const std::string block(4'096, 'x');
  std::string taken;
  for (;;) {
    const os::IoResult sent = send_text(fd, block);
    if (sent.kind != os::IoResult::Kind::transferred) return taken;
    taken.append(block, 0, sent.bytes);
  }
}

}  // namespace ladder::test
