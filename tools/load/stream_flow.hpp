/// \file
/// What HTTP and the TCP echo have in common: a connection that is opened when it is needed, requests in
/// flight on it in order, and what happens to them when it breaks.
#pragma once

#include <asio/ip/tcp.hpp>
#include <memory>
#include <string_view>
#include <vector>

#include "load/failure_kind.hpp"
#include "load/flow.hpp"

namespace ladder::tools::load {

class Worker;

/// How far the oldest request in flight has come by the bytes just taken.
struct Progress {
  enum class Result : std::uint8_t { incomplete, right, wrong };
  std::size_t taken_bytes = 0;
  Result result = Result::incomplete;
  FailureKind failure = FailureKind::other;  ///< of a wrong one
  bool ends_connection = false;              ///< nothing more may be sent or read on it
};

/// A connection that fails takes all requests in flight on it along, each counted as failed in that way. One
/// that ends after an answer which announced it does not: the requests behind that answer are sent again on
/// the next connection, their latency counting on.
///
/// An operation of Asio's that was begun on an earlier connection may still report: `generation_` tells it
/// from those of the present one. There is no allocation a request: what Asio needs for an operation it takes
/// from a cache of its thread.
class StreamFlow : public Flow {
 public:
  StreamFlow(Worker& worker, unsigned most_in_flight);

  void start(Clock::time_point now) override;
  bool has_room() const override;
  void begin(Clock::time_point intended, Clock::time_point now) override;
  void flush(Clock::time_point now) override;
  void sweep(Clock::time_point now) override;
  void close() override;

 protected:
  Worker& worker() { return worker_; }
  /// The bytes of the next `requests` requests, valid until they are asked for again.
  virtual std::string_view outgoing(unsigned requests) = 0;
  /// Takes bytes of the answer to the oldest request in flight, at most up to its end.
  virtual Progress take(std::string_view bytes) = 0;
  /// The stream has ended in the midst of it: is it complete nevertheless?
  virtual Progress end_of_stream() { return {}; }
  /// A new connection: what is left of an unfinished answer is void.
  virtual void start_over() = 0;

 private:
  struct InFlight {
    Clock::time_point intended;
    Clock::time_point begun;
  };
  enum class State : std::uint8_t { idle, resting, connecting, connected, closed };

  void connect(Clock::time_point now);
  void connection_made();
  void send();
  void receive();
  void bytes_came(std::size_t bytes);
  bool digest(Clock::time_point now);
  void settle_oldest(const Progress& progress, Clock::time_point now);
  void stream_ended(const std::error_code& error);
  void connection_over(Clock::time_point now);
  void lost(FailureKind kind, Clock::time_point now);
  void disconnect();
  InFlight& oldest() { return in_flight_[first_]; }

  Worker& worker_;
  asio::ip::tcp::socket socket_;
  State state_ = State::idle;
  unsigned generation_ = 0;
  Clock::time_point since_{};        // resting or connecting since then
  std::vector<InFlight> in_flight_;  // a ring: `count_` of them from `first_` on
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  unsigned unsent_requests_ = 0;  // begun, but not handed out by outgoing() on this connection
  std::string_view unsent_bytes_;
  bool is_send_blocked_ = false;
  bool was_connected_ = false;
  std::uint64_t answers_ = 0;  // on this connection
  std::unique_ptr<char[]> input_;
  std::size_t input_bytes_ = 0;  // what is in it
};

}  // namespace ladder::tools::load
