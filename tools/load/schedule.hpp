/// \file
/// When requests are due in an open loop: at fixed distances, whatever the server does. A server that stalls
/// finds all of them waiting, and each is measured from the moment it was due.
#pragma once

#include <chrono>
#include <cstdint>

namespace ladder::tools::load {

/// Never jumps: latencies and schedules are told on it.
using Clock = std::chrono::steady_clock;

/// Requests a second in thousandths, so that "0.5" is a whole number. Zero: no rate, a closed loop.
struct Rate {
  std::uint64_t thousandths = 0;
  bool is_set() const { return thousandths != 0; }
};

/// One worker's share of the requests of a run: of all of them, numbered from 0, those with the numbers
/// first, first + step, first + 2 step... Pure arithmetic without rounding that adds up. Any thread.
class Schedule {
 public:
  /// `rate` is that of the whole run and must be set.
  Schedule(Clock::time_point start, Rate rate, unsigned first, unsigned step)
      : start_(start), rate_(rate), first_(first), step_(step) {}

  /// When this share's request `number`, counted from 0, is due.
  Clock::time_point due(std::uint64_t number) const;
  /// How many requests of this share are due before `end`.
  std::uint64_t due_before(Clock::time_point end) const;

 private:
  Clock::time_point start_;
  Rate rate_;
  std::uint64_t first_;
  std::uint64_t step_;
};

}  // namespace ladder::tools::load
