/// \file
/// When which connection must be looked at. Stage 09.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "seam/conversation.hpp"

namespace ladder {

/// A connection's number. It is never given twice: who is gone is found by nobody.
using Id = std::uint64_t;

/// The looks that are due, in the order of time; for each number one at most. One thread.
class Agenda {
 public:
  //! [note]
  /// Sees to it that `id` is looked at when `when` has come, or earlier: where an earlier
  /// look is noted already it stays, and whoever looks then notes a later one.
  /// seam::kNever needs no look.
  void note(Id id, seam::TimePoint when) {
    if (when == seam::kNever) return;
    const auto noted = looks_.find(id);
    if (noted != looks_.end() && noted->second <= when) return;
    forget(id);
    looks_.emplace(id, when);
    ordered_.insert({when, id});
  }
  //! [note]

  //! [take-due]
  /// Everybody whose look is due at `now`, the earliest first. They stand here no more.
  std::vector<Id> take_due(seam::TimePoint now) {
    std::vector<Id> due;
    while (!ordered_.empty() && ordered_.begin()->first <= now) {
      due.push_back(ordered_.begin()->second);
      looks_.erase(ordered_.begin()->second);
      ordered_.erase(ordered_.begin());
    }
    return due;
  }
  //! [take-due]

  /// How long a loop may wait: milliseconds until the first look is due, or until
  /// `again`, whichever comes first; rounded up, so that it is not woken too early.
  /// Negative: for ever.
  int wait_ms(seam::TimePoint again) const {
    const seam::TimePoint until = ordered_.empty() ? again : std::min(again, ordered_.begin()->first);
    if (until == seam::kNever) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - seam::Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));  // a minute fits into an int
  }

  /// Nobody looks at `id` any more.
  void forget(Id id) {
    const auto noted = looks_.find(id);
    if (noted == looks_.end()) return;
    ordered_.erase({noted->second, id});
    looks_.erase(noted);
  }

 private:
  std::unordered_map<Id, seam::TimePoint> looks_;
  std::set<std::pair<seam::TimePoint, Id>> ordered_;
};

}  // namespace ladder
