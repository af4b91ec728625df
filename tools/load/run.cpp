#include "load/run.hpp"

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <csignal>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include "load/worker.hpp"
#include "network/descriptors.hpp"
#include "network/terminal.hpp"
#include "network/text.hpp"

namespace ladder::tools::load {
namespace {

struct Snapshot {
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;
  std::uint64_t refused = 0;
  std::uint64_t received_bytes = 0;
};

/// Runs the workers and watches over them from the main thread.
class Run {
 public:
  explicit Run(const Options& options) : plan_(options) {
    for (unsigned index = 0; index < options.threads; ++index)
      workers_.push_back(std::make_unique<Worker>(plan_, index));
  }

  Summary go() {
    signals_.async_wait([this](const std::error_code& error, int) {
      if (!error) end(Ended::signal);
      signals_.clear();  // a second signal does what it always does
    });
    plan_.start = Clock::now();
    plan_.end = plan_.start + plan_.options.duration;
    tick_at(plan_.start + std::chrono::seconds(1));
    start_threads();
    context_.run();
    threads_.clear();  // joined: their counts may be read
    return summary();
  }

 private:
  void start_threads() {
    running_ = workers_.size();
    for (const auto& worker : workers_) {
      threads_.emplace_back([this, &worker] {
        worker->run();
        asio::post(context_, [this] { worker_ended(); });
      });
    }
  }

  void worker_ended() {
    if (--running_ > 0) return;
    ended_at_ = Clock::now();
    ticker_.cancel();
    signals_.cancel();
  }

  void end(Ended why) {
    if (ended_by_force_) return;
    ended_by_force_ = why;
    for (const auto& worker : workers_) worker->stop();
  }

  void tick_at(Clock::time_point time) {
    ticker_.expires_at(time);
    ticker_.async_wait([this, time](const std::error_code& error) {
      // A tick that was due when the last worker ended can no longer be cancelled.
      if (error || running_ == 0) return;
      tick();
      tick_at(time + std::chrono::seconds(1));
    });
  }

  void tick() {
    const Snapshot now = snapshot();
    const bool is_nobody_there = now.refused > 0 && now.refused == now.failed && now.answered == 0;
    if (seconds_++ == 0 && is_nobody_there) return end(Ended::no_connection);
    if (show_progress_) {
      std::cerr << "load: " << seconds_ << " s: " << count_text(now.answered - before_.answered)
                << " answers/s, " << bytes_text(now.received_bytes - before_.received_bytes) << "/s, "
                << count_text(now.failed - before_.failed) << " failed" << std::endl;
    }
    before_ = now;
  }

  Snapshot snapshot() const {
    Snapshot sum;
    for (const auto& worker : workers_) {
      sum.answered += worker->live().answered.load(std::memory_order_relaxed);
      sum.failed += worker->live().failed.load(std::memory_order_relaxed);
      sum.refused += worker->live().refused.load(std::memory_order_relaxed);
      sum.received_bytes += worker->live().received_bytes.load(std::memory_order_relaxed);
    }
    return sum;
  }

  Summary summary() const {
    Summary summary;
    for (const auto& worker : workers_) summary.tally.merge(worker->tally());
    const auto all = plan_.options.requests;
    if (all != 0 && summary.tally.started == all) summary.ended = Ended::requests;
    if (ended_by_force_) summary.ended = *ended_by_force_;
    summary.elapsed = measured_until(summary) - plan_.start;
    return summary;
  }

  // Waiting in vain for answers that never came is not part of what was measured.
  Clock::time_point measured_until(const Summary& summary) const {
    const auto last_answer = summary.tally.last_answer;
    if (summary.tally.answered == 0 || summary.ended == Ended::signal) return ended_at_;
    return summary.ended == Ended::requests ? last_answer : std::max(last_answer, plan_.end);
  }

  Plan plan_;
  std::vector<std::unique_ptr<Worker>> workers_;
  asio::io_context context_{1};
  asio::signal_set signals_{context_, SIGINT, SIGTERM};
  asio::steady_timer ticker_{context_};
  std::size_t running_ = 0;  // workers
  std::optional<Ended> ended_by_force_;
  Clock::time_point ended_at_;
  bool show_progress_ = !plan_.options.quiet && errors_go_to_terminal();
  unsigned seconds_ = 0;
  Snapshot before_;
  std::vector<std::jthread> threads_;  // last: they use the others
};

}  // namespace

Summary run(const Options& options) {
  make_room_for(options.connections);
  return Run(options).go();
}

}  // namespace ladder::tools::load
