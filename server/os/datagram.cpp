#include "os/datagram.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "os/error.hpp"
#include "os/trace.hpp"

namespace ladder::os {

namespace {

//! [udp-socket]
Fd udp_socket(int family) {
  return Fd(check(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket"));
}
//! [udp-socket]

//! [datagram-result]
IoResult datagram_result(ssize_t bytes) {
  if (bytes >= 0) return {IoResult::Kind::transferred, 0, static_cast<std::size_t>(bytes)};
  if (errno == EAGAIN || errno == EWOULDBLOCK) return {IoResult::Kind::would_block, 0, 0};
  return {IoResult::Kind::failed, errno, 0};
}
//! [datagram-result]

}  // namespace

//! [bind-udp]
Fd bind_udp(const Address& address) {
  Fd fd = udp_socket(address.family());
  check(::bind(fd.get(), address.data(), address.size()), "bind", address.to_string());
  return fd;
}
//! [bind-udp]

//! [connect-udp]
Fd connect_udp(const Address& peer) {
  Fd fd = udp_socket(peer.family());
  check(::connect(fd.get(), peer.data(), peer.size()), "connect", peer.to_string());
  return fd;
}
//! [connect-udp]

//! [receive-datagram]
IoResult receive_datagram(int fd, std::span<std::byte> space, Address& from) {
  const TracedCall call;
  ssize_t got = 0;
  do {
    got = ::recvfrom(fd, space.data(), space.size(), MSG_DONTWAIT, from.data(), from.size_for_filling());
  } while (got < 0 && errno == EINTR);
  if (got >= 0) call.moved(fd, "received", static_cast<std::uint64_t>(got));
  return datagram_result(got);
}
//! [receive-datagram]

//! [send-datagram]
IoResult send_datagram(int fd, std::span<const std::byte> bytes, const Address& to) {
  const TracedCall call;
  ssize_t sent = 0;
  do {
    sent = ::sendto(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL, to.data(), to.size());
  } while (sent < 0 && errno == EINTR);
  if (sent >= 0) call.moved(fd, "sent", static_cast<std::uint64_t>(sent));
  return datagram_result(sent);
}
//! [send-datagram]

}  // namespace ladder::os
