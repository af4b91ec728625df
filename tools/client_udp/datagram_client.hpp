/// \file
/// Sends a datagram and waits for the reply, for a limited time. Source: man 7 udp.
#pragma once

#include <array>
#include <asio/io_context.hpp>
#include <asio/ip/udp.hpp>
#include <chrono>
#include <string>
#include <string_view>

namespace ladder::tools {

/// The most that fits in one UDP datagram over IPv4: 65,535 less 20 bytes of IP head and 8 of UDP head.
inline constexpr std::size_t kMaxDatagramBytes = 65'507;

/// A connected UDP socket: the kernel drops datagrams of strangers, and reports that nobody listens (ICMP
/// port unreachable) as "connection refused". One thread. Every call throws NetworkFailure naming the server.
class DatagramClient {
 public:
  /// Looks the host up and takes its first address.
  DatagramClient(const std::string& host, const std::string& port, std::chrono::milliseconds timeout);

  /// Sends one datagram, returns the reply, which is valid until the next call. At most kMaxDatagramBytes.
  std::string_view ask(std::string_view datagram);

 private:
  asio::io_context context_{1};
  asio::ip::udp::socket socket_{context_};
  std::string server_;
  std::chrono::milliseconds timeout_;
  std::array<char, kMaxDatagramBytes> reply_{};
};

}  // namespace ladder::tools
