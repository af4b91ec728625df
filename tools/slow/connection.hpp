/// \file
/// One connection of the slow client.
#pragma once

#include <array>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string>

#include "load/response_scanner.hpp"
#include "slow/fate.hpp"
#include "slow/manner.hpp"

namespace ladder::tools::slow {

/// Connects, behaves as its manner says, and tells once how it ended. One thread; must outlive the run of its
/// context.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;
  using Ended = std::function<void(const Fate& fate)>;

  /// `manner` and `options` are kept by reference.
  Connection(asio::io_context& context, const Manner& manner, const Options& options,
             const asio::ip::tcp::endpoint& server, Ended ended);

  void start();
  /// The run is over; if the connection has not ended, that is what becomes of it.
  void stop();
  bool has_ended() const { return has_ended_; }

 private:
  void connected();
  void step();
  void wait_for_step();
  void send(std::string_view bytes);
  std::string_view next_dribble();
  void read_all();
  void read_a_little();
  void came(std::string_view bytes);
  void failed(const std::error_code& error);
  void end(Ending ending);

  asio::ip::tcp::socket socket_;
  asio::steady_timer timer_;
  const Manner& manner_;
  const Options& options_;
  asio::ip::tcp::endpoint server_;
  Ended ended_;
  Fate fate_;
  Clock::time_point started_;
  std::size_t dribbled_bytes_ = 0;
  bool is_connected_ = false;
  bool is_sending_ = false;
  bool has_ended_ = false;
  load::ResponseScanner scanner_;
  std::string unscanned_;  // the beginning of a head or a line, at most kUnscannedBytes
  std::array<char, 4096> input_;
};

}  // namespace ladder::tools::slow
