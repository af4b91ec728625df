/// \file
/// TCP sockets: listen, accept, connect, half-close. Every socket is close-on-exec and non-blocking; who
/// wants to wait, waits in os::wait_ready(). Opened in stage 01. Sources: man 7 tcp, man 2 accept4.
#pragma once

#include <cstdint>
#include <string>

#include "os/address.hpp"
#include "os/fd.hpp"

namespace ladder::os {

/// Connections the kernel keeps ready for accept(). Linux caps it at net.core.somaxconn (4096 since 5.4).
inline constexpr int kBacklog = 4096;

/// A listening socket. SO_REUSEADDR, so that a restart need not wait for old connections' TIME_WAIT;
/// TCP_NODELAY for what it accepts: a server sends whole answers and wants none of them held back.
/// Throws std::system_error: "bind 127.0.0.1:80: Permission denied".
///
/// \par Example
/// \snippet examples/os.cpp listen-accept
Fd listen_tcp(const Address& address, int backlog = kBacklog);

/// So many bytes that are not yet on their way an accepted connection takes ahead; then it is full until half
/// of them are. A peer with a tiny window is sent segments of its size, each of which costs memory and work
/// of the kernel: a thousand that ask for a large file and hardly read would cost a gigabyte and half a
/// second.
inline constexpr int kUnsentBytes = 256 * 1024;
/// For a peer that has read on: the kernel alone decides how much it takes ahead. Any thread.
/// Source: man 7 tcp (TCP_NOTSENT_LOWAT).
void lift_unsent_bound(int fd);

/// From now on a connection is accepted when its first bytes are there, so that they can be read at once and
/// nobody is woken twice; one that says nothing is accepted a second later (man 7 tcp, TCP_DEFER_ACCEPT). For
/// servers whose clients speak first. Throws std::system_error.
void defer_accept(int listener_fd);

/// What accept_connection() found.
struct Accepted {
  Fd fd;  ///< empty: nothing accepted
  Address peer;
  /// 0 with an empty fd: no connection is waiting. EMFILE, ENFILE, ENOBUFS, ENOMEM: out of resources, try
  /// later.
  int error_number = 0;
};

/// Accepts one waiting connection, never waiting. Connections that died in the queue are passed over.
/// Any thread.
Accepted accept_connection(int listener_fd);

/// The same for a connection that the kernel has accepted by itself (io_uring), non-blocking and
/// close-on-exec: `result` is its descriptor, or an error number, negated. Any thread.
Accepted accepted_by_kernel(int result);

/// Connects, waiting at most `timeout_ms`. Throws std::system_error. For tools and tests.
Fd connect_tcp(const Address& address, int timeout_ms = 5'000);

/// Half-close: we send no more, the peer may (shutdown(2), SHUT_WR). An error means that the connection is
/// gone already, which the next receive tells, so it is not reported. Any thread.
void shutdown_sending(int fd);

/// Ends both directions at once; the descriptor stays open, and whoever waits for it hears of the end. An
/// error means that the connection is broken already. Any thread.
void shutdown_both(int fd);

/// How many bytes the peer has acknowledged since the connection began; 0 for what is no TCP socket. Any
/// thread. Source: man 7 tcp (TCP_INFO, tcpi_bytes_acked).
std::uint64_t acknowledged_bytes(int fd);

/// Ends a listening socket for good while other threads may still hold its number: new connections are
/// refused from here on, accept fails. Closing it instead could hand its number to a stranger. Any thread.
void stop_listening(int fd);

/// The address a socket is bound to: tells the port after binding to port 0. Throws std::system_error.
Address local_address(int fd);

}  // namespace ladder::os
