/// \file
/// LoopDeadlines: what an event loop has to do at a certain time: look at connections that may have waited
/// long enough, and end its rest from accepting. Opened in stage 09.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <vector>

#include "drive/accepting.hpp"
#include "drive/deadlines.hpp"
#include "seam/conversation.hpp"

namespace ladder::drive {

/// The wheel of one loop, used by its thread only. `Client` is a DeadlineHook.
template <class Client>
class LoopDeadlines {
 public:
  LoopDeadlines() { due_.reserve(kAtOnce); }

  /// See Deadlines::watch().
  void watch(Client& client, seam::TimePoint when) { wheel_.watch(client, when); }
  /// Begins a rest from accepting.
  void rest_from_accepting() { wheel_.watch(accept_rest_, seam::Clock::now() + kAcceptRest); }
  /// Milliseconds until the next deadline, or until `again`, whatever comes first; negative: for ever.
  int wait_ms(seam::TimePoint again) {
    const seam::TimePoint now = seam::Clock::now();
    const int until_deadline = wheel_.wait_ms(now);
    if (again == seam::kNever) return until_deadline;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(std::max(again, now) - now).count();
    const int until_again = static_cast<int>(std::min<std::int64_t>(left, kLongestWaitMs));
    return until_deadline < 0 ? until_again : std::min(until_deadline, until_again);
  }

  /// Calls `look_at` with each connection that may be due, and `accept_again` if the rest is over. Both may
  /// do what they like, but for destroying another connection that is due.
  template <class LookAt, class AcceptAgain>
  void pass(seam::TimePoint now, LookAt&& look_at, AcceptAgain&& accept_again) {
    try {
      wheel_.take_due(now, due_);
    } catch (const std::exception&) {  // no memory to list them all: the others are due in the next round
    }
    for (DeadlineHook* hook : due_) {
      if (hook == &accept_rest_) {
        accept_again();
      } else {
        look_at(*static_cast<Client*>(hook));
      }
    }
    due_.clear();
  }

 private:
  /// Deadlines that a round can let pass without memory; if there is none, the others wait for the next
  /// round.
  static constexpr std::size_t kAtOnce = 64;
  /// A day, so that it fits into an int.
  static constexpr std::int64_t kLongestWaitMs = 86'400'000;

  Deadlines wheel_{seam::Clock::now()};
  DeadlineHook accept_rest_;
  std::vector<DeadlineHook*> due_;
};

}  // namespace ladder::drive
