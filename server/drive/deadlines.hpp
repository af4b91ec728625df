/// \file
/// Deadlines: when each of many connections has waited long enough. A timer wheel of one slot a tick; a
/// deadline that moves later costs nothing (the hook is looked at when its old slot comes round), which is
/// what every answered request does. Opened in stage 09. Source: Varghese and Lauck, "Hashed and Hierarchical
/// Timing Wheels" (1987).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "seam/conversation.hpp"

namespace ladder::drive {

/// What a connection carries to be on the wheel. Destroying it takes it off, so that no timer outlives its
/// connection.
class DeadlineHook {
 public:
  DeadlineHook() = default;
  DeadlineHook(const DeadlineHook&) = delete;
  DeadlineHook& operator=(const DeadlineHook&) = delete;
  ~DeadlineHook() { unlink(); }
  /// True while it stands on a wheel.
  bool linked() const { return next_ != nullptr; }

 private:
  friend class Deadlines;
  void unlink();
  void link_before(DeadlineHook& other);
  DeadlineHook* previous_ = nullptr;
  DeadlineHook* next_ = nullptr;
  std::int64_t tick_ = 0;
};

/// The wheel. One thread. Hooks must not outlive it.
///
/// \par Example
/// \snippet examples/drive.cpp deadlines
class Deadlines {
 public:
  /// How late a deadline may be seen. A tenth of a second in ten is fair to everybody.
  static constexpr std::chrono::milliseconds kTick{100};

  /// An empty wheel that begins to turn at `now`.
  explicit Deadlines(seam::TimePoint now);

  /// Sees to it that `hook` comes due at or soon after `when`, or earlier: the owner then looks at its real
  /// deadline and sets it again. kNever needs no hook and is ignored.
  void watch(DeadlineHook& hook, seam::TimePoint when);

  /// Takes off and appends to `due` every hook whose slot has passed.
  void take_due(seam::TimePoint now, std::vector<DeadlineHook*>& due);

  /// Milliseconds until the next slot in use, rounded up; -1 if none is. For the wait of a loop.
  int wait_ms(seam::TimePoint now);

 private:
  /// 25.6 s ahead; what lies further comes round early and is set again.
  static constexpr std::size_t kSlots = 256;

  std::int64_t tick_of(seam::TimePoint when) const { return (when - start_) / kTick; }

  seam::TimePoint start_;
  std::int64_t next_tick_ = 0;  // the first tick not yet taken
  std::int64_t earliest_ = 0;   // no hook stands before this tick: where wait_ms() begins to look
  std::array<DeadlineHook, kSlots> slots_;
};

}  // namespace ladder::drive
