/// \file
/// One TCP connection with a time limit on every step. It moves bytes and knows nothing of HTTP.
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace ladder::tools {

/// A blocking TCP client connection. One thread. Every call throws NetworkFailure naming the server.
class Connection {
 public:
  /// Looks the host up (as long as the system's resolver takes) and connects to the first address that
  /// answers.
  Connection(const std::string& host, const std::string& port, std::chrono::milliseconds timeout);

  /// Sends all bytes; the time limit is on each piece that leaves.
  void write(std::string_view bytes);

  /// Waits for some bytes; returns how many came, 0 at the end of the stream.
  std::size_t read_some(std::span<char> space);

 private:
  void finish(std::string_view step);

  asio::io_context context_{1};
  asio::ip::tcp::socket socket_{context_};
  std::string server_;
  std::chrono::milliseconds timeout_;
  std::error_code error_;        // what the step in flight ended with
  std::size_t transferred_ = 0;  // and how many bytes it moved
};

}  // namespace ladder::tools
