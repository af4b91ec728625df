#include "os/socket.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "os/error.hpp"
#include "os/io.hpp"
#include "os/trace.hpp"

namespace ladder::os {

namespace {

void set_option(int fd, int level, int option, const char* name, int value = 1) {
  check(::setsockopt(fd, level, option, &value, sizeof value), "setsockopt", name);
}

/// Errors that accept(2) passes on from a connection that is already dead: not ours, take the next one.
bool died_in_the_queue(int error) {
  switch (error) {
    case ECONNABORTED:
    case EINTR:
    case EPROTO:
    case EPERM:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
      return true;
    default:
      return false;
  }
}

/// EINVAL: stop_listening() was called. Nothing will come any more, which is the same as nothing now.
/// ECANCELED: an accept that io_uring was asked to give up.
bool nothing_waits(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINVAL || error == ECANCELED;
}

void trace_accepted(const Accepted& accepted) {
  if (Trace* const trace = Trace::active()) trace->accepted(accepted.fd.get(), accepted.peer);
}

}  // namespace

//! [listen]
Fd listen_tcp(const Address& address, int backlog) {
  Fd fd(check(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket"));
  set_option(fd.get(), SOL_SOCKET, SO_REUSEADDR, "SO_REUSEADDR");
  // Linux lets accepted sockets inherit these, so they cost no call a connection.
  set_option(fd.get(), IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY");
  set_option(fd.get(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, "TCP_NOTSENT_LOWAT", kUnsentBytes);
  const std::string name = address.to_string();
  check(::bind(fd.get(), address.data(), address.size()), "bind", name);
  check(::listen(fd.get(), backlog), "listen", name);
  return fd;
}
//! [listen]

//! [defer-accept]
void defer_accept(int listener_fd) {
  constexpr int kSeconds = 1;  // the shortest there is: how long one who says nothing is left waiting
  set_option(listener_fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, "TCP_DEFER_ACCEPT", kSeconds);
}
//! [defer-accept]

void lift_unsent_bound(int fd) {
  constexpr int kAsTheSystemHasIt = 0;
  (void)::setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kAsTheSystemHasIt, sizeof kAsTheSystemHasIt);
}

//! [accept]
Accepted accept_connection(int listener_fd) {
  for (;;) {
    Accepted result;
    result.fd = Fd(::accept4(listener_fd, result.peer.data(), result.peer.size_for_filling(),
                             SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (result.fd) {
      trace_accepted(result);
      return result;
    }
    if (died_in_the_queue(errno)) continue;
    if (!nothing_waits(errno)) result.error_number = errno;
    return result;
  }
}
//! [accept]

Accepted accepted_by_kernel(int result) {
  Accepted accepted;
  if (result < 0) {
    if (!died_in_the_queue(-result) && !nothing_waits(-result)) accepted.error_number = -result;
    return accepted;
  }
  Fd fd(result);
  // Fails only for a connection that is gone already.
  if (::getpeername(result, accepted.peer.data(), accepted.peer.size_for_filling()) != 0) return {};
  accepted.fd = std::move(fd);
  trace_accepted(accepted);
  return accepted;
}

Fd connect_tcp(const Address& address, int timeout_ms) {
  Fd fd(check(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket"));
  if (::connect(fd.get(), address.data(), address.size()) == 0) return fd;
  const std::string name = address.to_string();
  if (errno != EINPROGRESS) throw_system_error("connect", name);
  const Ready ready = wait_ready(fd.get(), {.writable = true}, -1, WaitTime(timeout_ms));
  if (ready.timed_out()) throw_system_error(ETIMEDOUT, "connect", name);
  int error = 0;
  socklen_t size = sizeof error;
  check(::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size), "getsockopt", "SO_ERROR");
  if (error != 0) throw_system_error(error, "connect", name);
  return fd;
}

void shutdown_sending(int fd) { (void)::shutdown(fd, SHUT_WR); }

void shutdown_both(int fd) { (void)::shutdown(fd, SHUT_RDWR); }

//! [acknowledged]
std::uint64_t acknowledged_bytes(int fd) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
  return info.tcpi_bytes_acked;
}
//! [acknowledged]

void stop_listening(int fd) {
  // On Linux this takes a listening socket out of the listen state; an error means that it already is.
  (void)::shutdown(fd, SHUT_RD);
}

Address local_address(int fd) {
  Address address;
  check(::getsockname(fd, address.data(), address.size_for_filling()), "getsockname");
  return address;
}

}  // namespace ladder::os
