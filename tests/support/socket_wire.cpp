#include "support/socket_wire.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <span>

#include "os/address.hpp"
#include "os/error.hpp"
#include "os/io.hpp"
#include "os/socket.hpp"

namespace ladder::test {

using Kind = os::IoResult::Kind;

SocketWire::SocketWire(std::uint16_t port, const Options& options)
    : port_(port), options_(options), fd_(os::connect_tcp(os::Address::resolve("127.0.0.1", port))) {
  const int on = 1;  // each piece is to travel alone
  os::check(::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt TCP_NODELAY");
}

void SocketWire::send(std::string_view bytes) {
  while (!bytes.empty())
    if (!send_piece(bytes)) return;
}

/// False if the server has closed: it has said what it had to say, and the rest would not be read.
bool SocketWire::send_piece(std::string_view& bytes) {
  const std::string_view piece =
      bytes.substr(0, options_.piece_bytes == 0 ? bytes.size() : options_.piece_bytes);
  const std::array<std::span<const std::byte>, 1> spans{std::as_bytes(std::span(piece))};
  const os::IoResult sent = os::send_some(fd_.get(), spans);
  if (sent.kind == Kind::failed) return false;
  if (sent.kind == Kind::transferred) bytes.remove_prefix(sent.bytes);
  if (sent.kind != Kind::would_block) return true;
  // Whoever sends much must also read, or both sides wait for each other.
  const os::Ready ready =
      os::wait_ready(fd_.get(), {.readable = !ended_, .writable = true}, -1, kMostSilence);
  if (ready.timed_out()) throw WireError("the server does not take what is sent");
  if (ready.readable && !receive_some(received_early_)) ended_ = true;
  return true;
}

void SocketWire::end_sending() { os::shutdown_sending(fd_.get()); }

bool SocketWire::receive(std::string& bytes) {
  if (!received_early_.empty()) {
    bytes += received_early_;
    received_early_.clear();
    return true;
  }
  if (ended_) return false;
  const os::Ready ready = os::wait_ready(fd_.get(), {.readable = true}, -1, kMostSilence);
  if (ready.timed_out()) throw WireError("nothing comes");
  return receive_some(bytes);
}

bool SocketWire::receive_some(std::string& bytes) {
  std::array<std::byte, 64 * 1024> space;
  const os::IoResult got = os::receive_some(fd_.get(), space);
  switch (got.kind) {
    case Kind::transferred:
      bytes.append(reinterpret_cast<const char*>(space.data()), got.bytes);
      return true;
    case Kind::would_block:
      return true;  // woken for nothing
    case Kind::end_of_stream:
      return false;
    case Kind::failed:
      break;
  }
  if (got.error_number == ECONNRESET && options_.may_reset) return false;
  throw WireError("the connection broke: " + os::error_text(got.error_number));
}

}  // namespace ladder::test
