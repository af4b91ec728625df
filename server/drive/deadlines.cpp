#include "drive/deadlines.hpp"

#include <algorithm>

namespace ladder::drive {

void DeadlineHook::unlink() {
  if (next_ == nullptr) return;
  previous_->next_ = next_;
  next_->previous_ = previous_;
  previous_ = next_ = nullptr;
}

void DeadlineHook::link_before(DeadlineHook& other) {
  previous_ = other.previous_;
  next_ = &other;
  previous_->next_ = this;
  other.previous_ = this;
}

Deadlines::Deadlines(seam::TimePoint now) : start_(now) {
  for (DeadlineHook& head : slots_) head.previous_ = head.next_ = &head;
}

//! [watch]
void Deadlines::watch(DeadlineHook& hook, seam::TimePoint when) {
  if (when == seam::kNever) return;
  constexpr auto kAhead = static_cast<std::int64_t>(kSlots) - 1;
  const std::int64_t tick = std::clamp(tick_of(when) + 1, next_tick_, next_tick_ + kAhead);
  if (hook.linked() && hook.tick_ <= tick) return;
  hook.unlink();
  hook.tick_ = tick;
  earliest_ = std::min(earliest_, tick);
  hook.link_before(slots_[static_cast<std::size_t>(tick) % kSlots]);
}
//! [watch]

//! [take-due]
void Deadlines::take_due(seam::TimePoint now, std::vector<DeadlineHook*>& due) {
  // After a long sleep one round takes everything: no slot needs a second look.
  const std::int64_t now_tick = tick_of(now);
  const std::int64_t last = std::min(now_tick, next_tick_ + static_cast<std::int64_t>(kSlots) - 1);
  for (; next_tick_ <= last; ++next_tick_) {
    DeadlineHook& head = slots_[static_cast<std::size_t>(next_tick_) % kSlots];
    while (head.next_ != &head) {
      DeadlineHook* hook = head.next_;
      due.push_back(hook);  // first: if there is no memory for it, it stays due
      hook->unlink();
    }
  }
  next_tick_ = std::max(next_tick_, now_tick + 1);
}
//! [take-due]

int Deadlines::wait_ms(seam::TimePoint now) {
  const std::int64_t end = next_tick_ + static_cast<std::int64_t>(kSlots);
  for (std::int64_t tick = std::max(next_tick_, earliest_); tick < end; ++tick) {
    const DeadlineHook& head = slots_[static_cast<std::size_t>(tick) % kSlots];
    if (head.next_ == &head) continue;
    earliest_ = tick;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(start_ + tick * kTick - now);
    return static_cast<int>(std::max<std::int64_t>(0, left.count()));
  }
  earliest_ = end;
  return -1;
}

}  // namespace ladder::drive
