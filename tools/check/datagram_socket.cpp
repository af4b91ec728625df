#include "check/datagram_socket.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "check/excerpt.hpp"

namespace ladder::check {

namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::string one_datagram(std::string_view bytes) {
  return bytes.empty() ? "one datagram of 0 bytes" : "one datagram of " + described(bytes);
}

/// The same datagram for a person; of a long one the length counts. nc(1) sends none of 0 bytes, and cuts
/// long ones.
std::string by_hand(const std::string& bytes) {
  constexpr std::size_t kLongest = 1'024;
  if (!bytes.empty() && bytes.size() <= kLongest) return printf_of(bytes) + " | nc -u -w 1 127.0.0.1 {port}";
  return "python3 -c 'import os, socket; sent = os.urandom(" + std::to_string(bytes.size()) +
         "); s = socket.socket(2, 2); s.settimeout(2); s.sendto(sent, (\"127.0.0.1\", {port})); "
         "came = s.recv(65535); print(len(came), came == sent)'";
}

}  // namespace

DatagramSocket::DatagramSocket(Milliseconds limit)
    : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)), limit_(limit) {
  const sockaddr_in any = loopback(0);
  if (!socket_ || ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&any), sizeof any) != 0)
    throw CannotWork("it gets no UDP socket", errno);
}

std::uint16_t DatagramSocket::port() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  (void)::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

void DatagramSocket::send_to(std::uint16_t port, std::string_view bytes) {
  sent_ = bytes;
  const sockaddr_in address = loopback(port);
  const auto* const to = reinterpret_cast<const sockaddr*>(&address);
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (::sendto(socket_.get(), bytes.data(), bytes.size(), 0, to, sizeof address) >= 0) return;
    // The kernel may tell now that an earlier datagram found nobody (man 7 udp); this one was not sent.
    if (errno != ECONNREFUSED) break;
  }
  throw Failure(one_datagram(bytes), std::strerror(errno), "a server that is bound to the port");
}

std::optional<std::string> DatagramSocket::receive(std::optional<Milliseconds> at_most) {
  pollfd entry{socket_.get(), POLLIN, 0};
  if (::poll(&entry, 1, static_cast<int>(at_most.value_or(limit_).count())) <= 0) return std::nullopt;
  std::string bytes(kMaxDatagramBytes, '\0');
  sockaddr_in from{};
  socklen_t size = sizeof from;
  const ssize_t got =
      ::recvfrom(socket_.get(), bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
  if (got < 0) return std::nullopt;
  peer_port_ = ntohs(from.sin_port);
  bytes.resize(static_cast<std::size_t>(got));
  return bytes;
}

void DatagramSocket::expect(std::uint16_t port, std::string_view bytes) {
  const auto came = receive();
  if (came && *came == bytes && peer_port_ == port) return;
  std::string text = "no datagram for " + std::to_string(limit_.count() / 1000) + " s";
  if (came) text = one_datagram(*came);
  if (came && peer_port_ != port)
    text += ", from port " + std::to_string(peer_port_) + " instead of " + std::to_string(port);
  throw Failure(one_datagram(sent_), text, one_datagram(bytes), by_hand(sent_));
}

}  // namespace ladder::check
