/// \file
/// How long the grader waits. Every wait is for a condition and ends as soon as it holds; these are the
/// limits.
#pragma once

#include <chrono>
#include <thread>

namespace ladder::check {

using Milliseconds = std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// The limits, all multiplied by the factor of --patience, for slow machines and slow builds.
struct Patience {
  unsigned factor = 1;

  /// What a right server does at once, with what a busy machine takes on top.
  Milliseconds must_happen() const { return scaled(std::chrono::seconds(5)); }
  /// An interpreter on a busy machine takes seconds before its program's first line runs.
  Milliseconds start() const { return scaled(std::chrono::seconds(10)); }
  /// The promise of every stage: it stops within this time.
  Milliseconds stop() const { return scaled(std::chrono::seconds(3)); }
  Milliseconds scaled(Milliseconds time) const { return time * factor; }
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
