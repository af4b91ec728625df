/// \file
/// What a worker has counted, and how the counts of several become one.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "load/failure_kind.hpp"
#include "load/histogram.hpp"
#include "load/schedule.hpp"

namespace ladder::tools::load {

/// Everything a run counts. Each request that was started ends in exactly one of `answered`, a failure, or
/// `cut_off`. One thread.
struct Tally {
  Histogram latency;                ///< of the answered ones
  Clock::time_point last_answer{};  ///< when the last of them was
  std::uint64_t started = 0;
  std::uint64_t answered = 0;
  std::array<std::uint64_t, kFailureKinds> failures{};
  std::uint64_t cut_off = 0;   ///< in flight when a signal ended the run
  std::uint64_t not_sent = 0;  ///< open loop: due before the end, but no connection was ever free for them
  std::uint64_t connections_opened = 0;
  std::uint64_t sent_bytes = 0;
  std::uint64_t received_bytes = 0;
  // UDP only.
  std::uint64_t reordered = 0;   ///< replies to a datagram sent before one that was answered earlier
  std::uint64_t duplicates = 0;  ///< further replies to the same datagram
  std::uint64_t late = 0;        ///< replies to a datagram already counted as lost

  std::uint64_t failed() const {
    std::uint64_t sum = 0;
    for (const auto count : failures) sum += count;
    return sum;
  }
  void count(FailureKind kind, std::uint64_t requests) {
    failures[static_cast<std::size_t>(kind)] += requests;
  }
  void merge(const Tally& other);
};

/// What the progress line tells while a run goes on: written by one worker, read by the main thread.
struct LiveCounts {
  std::atomic<std::uint64_t> answered{0};
  std::atomic<std::uint64_t> failed{0};
  std::atomic<std::uint64_t> refused{0};  ///< of the failed ones, those that nobody was there for
  std::atomic<std::uint64_t> received_bytes{0};

  /// Only the one thread that writes may call this: it is a plain addition, not a locked one.
  static void add(std::atomic<std::uint64_t>& counter, std::uint64_t more) {
    counter.store(counter.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
  }
};

}  // namespace ladder::tools::load
