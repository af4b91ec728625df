/// \file
/// LoadMeter: whether a loop is busy, told from how long it has waited and worked of late. Opened in
/// stage 10.
#pragma once

#include <chrono>
#include <utility>

#include "seam/conversation.hpp"

namespace ladder::drive {

/// Two moments a round, which a loop knows anyway: no counter, no system call. One thread.
class LoadMeter {
 public:
  /// Judged over stretches of this length: some hundred rounds of a loop in use, yet soon enough to see a
  /// burst.
  static constexpr std::chrono::milliseconds kStretch{5};

  explicit LoadMeter(seam::TimePoint now) : since_(now) {}

  //! [load-meter]
  /// The loop has worked until now, and is about to wait.
  void rests(seam::TimePoint now) { worked_ += now - std::exchange(since_, now); }
  /// It has waited until now, and is about to work.
  void works(seam::TimePoint now) {
    rested_ += now - std::exchange(since_, now);
    if (worked_ + rested_ < kStretch) return;
    busy_ = worked_ > rested_;
    worked_ = rested_ = {};
  }
  /// True if more than half of the last stretch was work.
  bool busy() const { return busy_; }
  //! [load-meter]

 private:
  seam::TimePoint since_;
  seam::Clock::duration worked_{};
  seam::Clock::duration rested_{};
  bool busy_ = false;
};

}  // namespace ladder::drive
