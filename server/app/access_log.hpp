/// \file
/// AccessLog: one line a request, gathered by each worker and handed on in batches, off the hot path.
/// Opened in stage 12.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/context.hpp"

namespace spdlog {
class logger;
}

namespace ladder::app {

/// Totals of a whole server. Workers count for themselves and add up when they end.
struct Counters {
  std::atomic<std::uint64_t> connections{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> body_bytes{0};
  std::atomic<std::uint64_t> timeouts{0};
};

/// "GET / HTTP/1.1" with everything that could forge or garble a log line written as hexadecimal escapes. Any
/// thread.
void append_escaped(std::string& out, std::string_view text);

/// The log of one worker: its thread only. `access` may be null (no access lines); it is shared, and safe to
/// share.
class WorkerLog final : public http::Observer {
 public:
  /// `totals` outlives the log and may be shared by all workers: it is added to once, at the end.
  WorkerLog(std::shared_ptr<spdlog::logger> access, Counters& totals);
  /// Hands on what is gathered and adds its counts to the totals.
  ~WorkerLog() override;

  /// Counts the answer and gathers its access line; the lines are handed on at kBatchBytes or by flush().
  void exchanged(const http::Exchange& exchange) override;
  /// Counts it and warns, one line each.
  void timed_out(std::string_view client, std::string_view waiting_for) override;
  /// Warns; the name is escaped, for it may hold anything.
  void host_refused(std::string_view client, std::string_view host) override;
  /// Counts a connection that was taken on.
  void connection_started() { ++connections_; }
  /// Warns at most once a second: in a flood the log must not cost more than the refusals.
  void connection_refused(std::string_view client);

  /// Hands the gathered lines on.
  void flush();

 private:
  /// More than this is handed on at once, so that one busy worker cannot gather without bound.
  static constexpr std::size_t kBatchBytes = 16 * 1024;

  std::shared_ptr<spdlog::logger> access_;
  Counters& totals_;
  std::string lines_;
  std::uint64_t connections_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t refused_told_ = 0;  // of them, those that a warning has counted
  std::chrono::steady_clock::time_point warned_at_{};
  std::uint64_t requests_ = 0;
  std::uint64_t body_bytes_ = 0;
  std::uint64_t timeouts_ = 0;
};

}  // namespace ladder::app
