/// \file
/// AccessLog: one line a request, gathered by each worker and handed on in batches, off the hot path; and
/// warnings, so many a second and no more: what a peer does must not decide how much is written.
/// Opened in stage 12.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "content/trouble.hpp"
#include "http/context.hpp"

namespace ladder::app {

/// Totals of a whole server. Workers count for themselves and add up when they end.
struct Counters {
  std::atomic<std::uint64_t> connections{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> body_bytes{0};
  std::atomic<std::uint64_t> timeouts{0};
  std::atomic<std::uint64_t> hosts_refused{0};
};

/// How often one kind of warning is written; the others are counted, and the count stands in the next one.
/// Any thread.
class WarningRate {
 public:
  /// Enough to see who it is, too few to fill a disk.
  static constexpr std::uint64_t kEachSecond = 5;

  /// Nothing if this warning is to be left out; else how many were, since the last that was not.
  std::optional<std::uint64_t> admit(std::chrono::steady_clock::time_point now) noexcept;

 private:
  std::atomic<std::int64_t> second_{-1};
  std::atomic<std::uint64_t> in_second_{0};
  std::atomic<std::uint64_t> left_out_{0};
};

/// The rates of the warnings of one server, shared by its workers.
struct WarningRates {
  WarningRate timeouts;
  WarningRate hosts;
  WarningRate refusals;
  WarningRate accepts;
  WarningRate uploads;
  WarningRate roots;
};

/// Warns of what went wrong with the storage, as often as the rate of its kind allows. Any thread.
void storage_trouble(WarningRates& rates, content::Trouble kind, std::string_view what) noexcept;

/// "GET / HTTP/1.1" with everything that could forge or garble a log line written as hexadecimal escapes. Any
/// thread.
void append_escaped(std::string& out, std::string_view text);

/// Takes whole lines; called on the worker's thread, must not throw.
using TakeLines = std::function<void(std::string_view)>;

/// The log of one worker: its thread only. No call throws: a line for which there is no memory is left out.
class WorkerLog final : public http::Observer {
 public:
  /// `access` may be empty (no access lines). `totals` and `rates` outlive the log and are shared by all
  /// workers: the totals are added to once, at the end.
  WorkerLog(TakeLines access, Counters& totals, WarningRates& rates);
  /// Hands on what is gathered and adds its counts to the totals.
  ~WorkerLog() override;

  /// Counts the answer and gathers its access line; the lines are handed on at kBatchBytes or by flush().
  void exchanged(const http::Exchange& exchange) noexcept override;
  /// Counts it and warns, as often as the rate allows.
  void timed_out(std::string_view client, std::string_view waiting_for) noexcept override;
  /// Counts it and warns, as often as the rate allows; the name is escaped, for it may hold anything.
  void host_refused(std::string_view client, std::string_view host) noexcept override;
  /// Counts a connection that was taken on.
  void connection_started() { ++connections_; }
  /// Counts a connection for which there was no room, and warns as often as the rate allows.
  void connection_refused(std::string_view client) noexcept;
  /// Connections wait that cannot be accepted: descriptors or memory have run out.
  void accept_failed(int error_number) noexcept;

  /// Hands the gathered lines on.
  void flush() noexcept;

 private:
  /// More than this is handed on at once, so that one busy worker cannot gather without bound.
  static constexpr std::size_t kBatchBytes = 16 * 1024;

  void write_line(const http::Exchange& exchange);

  TakeLines access_;
  Counters& totals_;
  WarningRates& rates_;
  std::string lines_;
  std::uint64_t connections_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t body_bytes_ = 0;
  std::uint64_t timeouts_ = 0;
  std::uint64_t hosts_refused_ = 0;
};

}  // namespace ladder::app
