/// \file
/// Turnover: whether the connections that come to a loop are gone again as soon as others come. Opened in
/// stage 10.
#pragma once

#include <cstddef>

namespace ladder::drive {

//! [turnover]
/// Counts who comes and who goes; judged anew after every few that came, so that a change is soon seen. One
/// thread.
class Turnover {
 public:
  /// Connections that come between two judgements.
  static constexpr std::size_t kStretch = 16;

  /// A connection was taken on; every kStretch of them the verdict is made anew.
  void came() {
    if (++came_ < kStretch) return;
    brief_ = went_ * 2 >= came_;
    came_ = went_ = 0;
  }
  /// One that was taken on is gone.
  void went() { ++went_; }
  /// True if at least half as many went as came, of late: connections do not add up here.
  bool brief() const { return brief_; }

 private:
  std::size_t came_ = 0;
  std::size_t went_ = 0;
  bool brief_ = false;
};
//! [turnover]

}  // namespace ladder::drive
