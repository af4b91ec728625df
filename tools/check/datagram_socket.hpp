/// \file
/// A UDP socket of the grader: a client of the server on trial, or a server for the client on trial.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "check/check.hpp"
#include "check/descriptor.hpp"
#include "check/patience.hpp"

namespace ladder::check {

/// The most that one UDP datagram over IPv4 carries: 65,535 less the heads of IP and UDP (RFC 768, RFC 791).
inline constexpr std::size_t kMaxDatagramBytes = 65'507;

/// A socket on 127.0.0.1. One thread.
class DatagramSocket {
 public:
  /// Bound to a port of the kernel's choice. Throws CannotWork if the kernel has none.
  explicit DatagramSocket(Milliseconds limit);

  std::uint16_t port() const;
  /// Sends one datagram to this port.
  void send_to(std::uint16_t port, std::string_view bytes);
  /// Waits for one datagram, at most `at_most`, or the limit. An empty text is an empty datagram.
  std::optional<std::string> receive(std::optional<Milliseconds> at_most = std::nullopt);
  /// Sends one datagram to whoever sent the last one received.
  void reply(std::string_view bytes) { send_to(peer_port_, bytes); }
  /// Whose the last one received was.
  std::uint16_t peer_port() const { return peer_port_; }

  /// Throws Failure unless exactly these bytes come as one datagram from `port`.
  void expect(std::uint16_t port, std::string_view bytes);

 private:
  Descriptor socket_;
  Milliseconds limit_;
  std::string sent_;
  std::uint16_t peer_port_ = 0;
};

}  // namespace ladder::check
