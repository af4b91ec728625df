/// \file
/// How long the grader waits. Every wait is for a condition and ends as soon as it holds; these are the
/// limits.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace ladder::check {

using Milliseconds = std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// 1 on a machine that has time, and up to 4 where many more programs are ready to run than it has processors
/// (man 3 getloadavg).
inline int busyness() {
  double load = 0;
  if (::getloadavg(&load, 1) != 1) return 1;
  const double each = load / std::max(1U, std::thread::hardware_concurrency());
  return std::clamp(static_cast<int>(each / 2), 1, 4);
}

/// The limits, all multiplied by the factor of --patience, for slow machines and slow builds.
struct Patience {
  unsigned factor = 1;
  Milliseconds most = Milliseconds::max();  ///< nothing is waited for longer: what is left of the time

  /// What a right server does at once, with what a busy machine takes on top.
  Milliseconds must_happen() const { return std::min(on_this_machine(std::chrono::seconds(5)), most); }
  /// An interpreter on a busy machine takes seconds before its program's first line runs.
  Milliseconds start() const { return on_this_machine(std::chrono::seconds(10)); }
  /// The promise of every stage: it stops within this time.
  Milliseconds stop() const { return on_this_machine(std::chrono::seconds(3)); }
  Milliseconds scaled(Milliseconds time) const { return time * factor; }
  /// The same, and more where others have the processors: no server is refused because its machine is busy.
  Milliseconds on_this_machine(Milliseconds time) const { return scaled(time) * busyness(); }
};

/// For what must not happen: long enough to catch it, short enough to be waited out every time.
inline constexpr Milliseconds kAWhile{150};

/// Asks until the condition holds. False if it did not within `at_most`.
template <class Condition>
bool eventually(Milliseconds at_most, Condition&& condition) {
  const auto until = Clock::now() + at_most;
  while (!condition()) {
    if (Clock::now() >= until) return false;
    std::this_thread::sleep_for(Milliseconds(2));  // between two questions, not in place of one
  }
  return true;
}

}  // namespace ladder::check
