/// \file
/// A thread of the load generator: its flows, its share of the requests, its counts. It decides when a
/// request begins: at once where there is room (closed loop), or when it is due (open loop).
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "load/flow.hpp"
#include "load/plan.hpp"
#include "load/tally.hpp"

namespace ladder::tools::load {

/// Made on the main thread; run() is its own thread's. stop() and live() may be called from any thread,
/// tally() after run() has returned, all else belongs to the flows.
class Worker {
 public:
  Worker(Plan& plan, unsigned index);

  /// Sends requests until the time is over or all are sent, waits for what is in flight, returns.
  void run();
  /// Makes run() return now; what is in flight counts as cut off.
  void stop();
  const LiveCounts& live() const { return live_; }
  const Tally& tally() const { return tally_; }

  /// \name For the flows
  /// \{
  asio::io_context& context() { return context_; }
  Plan& plan() { return plan_; }
  Tally& counts() { return tally_; }
  /// A request was answered as it should be.
  void answered(Clock::time_point intended, Clock::time_point now);
  /// So many requests were not.
  void failed(FailureKind kind, std::uint64_t requests = 1);
  /// Bytes came.
  void received(std::size_t bytes);
  /// The flow has room: gives it what is to be sent now.
  void refill(Flow& flow, Clock::time_point now);
  /// \}

 private:
  bool is_open_loop() const { return schedule_.has_value(); }
  bool has_more(Clock::time_point now) const;
  bool is_due(Clock::time_point now) const;
  void begin(Flow& flow, Clock::time_point now);
  void list(Flow& flow);
  void send_due();
  void wait_until_due();
  void sweep();
  void finish_if_done();
  void finish();
  void count_not_sent();

  asio::io_context context_{1};
  Plan& plan_;
  unsigned index_;
  std::optional<Schedule> schedule_;  // in an open loop only
  std::uint64_t quota_;
  std::vector<std::unique_ptr<Flow>> flows_;
  // Open loop: flows that have room, first come first served, in a ring of fixed size.
  std::vector<Flow*> listed_;
  std::size_t first_listed_ = 0;
  std::size_t listed_count_ = 0;
  asio::steady_timer due_timer_{context_};
  asio::steady_timer sweep_timer_{context_};
  asio::steady_timer end_timer_{context_};
  Clock::time_point stopped_at_ = Clock::time_point::max();
  bool is_waiting_until_due_ = false;
  bool is_finished_ = false;
  std::uint64_t in_flight_ = 0;
  Tally tally_;
  LiveCounts live_;
};

}  // namespace ladder::tools::load
