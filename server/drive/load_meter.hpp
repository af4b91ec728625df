/// \file
/// LoadMeter: whether a loop is busy, told from how long it has waited and worked of late. Opened in
/// stage 10.
#pragma once

#include <chrono>

#include "seam/conversation.hpp"

namespace ladder::drive {

/// Two moments a round, which a loop knows anyway: no counter, no system call. One thread.
class LoadMeter {
 public:
  /// Judged over stretches of this length: some hundred rounds of a loop in use, yet soon enough to see a
  /// burst.
  static constexpr std::chrono::milliseconds kStretch{5};

  explicit LoadMeter(seam::TimePoint now) : woke_at_(now) {}

  //! [load-meter]
  /// The loop waited from `from` to `until`; before that it worked.
  void waited(seam::TimePoint from, seam::TimePoint until) {
    worked_ += from - woke_at_;
    rested_ += until - from;
    woke_at_ = until;
    if (worked_ + rested_ < kStretch) return;
    busy_ = worked_ > rested_;
    worked_ = rested_ = {};
  }
  /// True if more than half of the last stretch was work.
  bool busy() const { return busy_; }
  //! [load-meter]

 private:
  seam::TimePoint woke_at_;
  seam::Clock::duration worked_{};
  seam::Clock::duration rested_{};
  bool busy_ = false;
};

}  // namespace ladder::drive
