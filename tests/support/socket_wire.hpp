/// \file
/// A TCP connection as a Wire. For tests only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "os/fd.hpp"
#include "support/wire.hpp"

namespace ladder::test {

/// One client connection to 127.0.0.1.
class SocketWire final : public Wire {
 public:
  struct Options {
    std::size_t piece_bytes = 0;  ///< sent by one system call each; 0: everything at once
    /// The client of this conversation goes on sending after it has asked for the close, so the server may
    /// answer what is still under way with a reset.
    bool may_reset = false;
  };

  /// Throws std::system_error.
  SocketWire(std::uint16_t port, const Options& options);

  std::string host() const override { return "localhost:" + std::to_string(port_); }
  void send(std::string_view bytes) override;
  void end_sending() override;
  void wait() override {}  // receive() has more patience than the server's deadlines of such a conversation
  bool receive(std::string& bytes) override;

 private:
  /// Shorter than the deadlines that the server has where a conversation does not set them.
  static constexpr std::chrono::milliseconds kMostSilence{5'000};

  bool send_piece(std::string_view& bytes);
  bool receive_some(std::string& bytes);

  std::uint16_t port_;
  Options options_;
  os::Fd fd_;
  std::string received_early_;  // while sending
  bool ended_ = false;
};

}  // namespace ladder::test
