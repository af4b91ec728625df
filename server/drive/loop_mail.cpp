#include "drive/loop_mail.hpp"

namespace ladder::drive {

namespace {

/// Generations are counted round and round: the one that is ahead by less than half of all is the later.
bool is_before(std::uint32_t one, std::uint32_t other) { return static_cast<std::int32_t>(one - other) < 0; }

}  // namespace

void LoopMail::reserve(std::size_t slots) {
  taken_.reserve(slots);
  const concurrency::MutexLock lock(mutex_);
  noted_.reserve(slots);
  if (slots_.size() < slots) slots_.resize(slots);
}

//! [tell]
/// Marks the news in its place. News for who was there before is void; so is what is told too late.
void LoopMail::tell(SlotId whose, bool Slot::*what) noexcept {
  {
    const concurrency::MutexLock lock(mutex_);
    Slot& slot = slots_[whose.index];
    if (slot.generation != whose.generation) {
      if (slot.noted && is_before(whose.generation, slot.generation)) return;
      slot = {.generation = whose.generation, .noted = slot.noted};
    }
    slot.*what = true;
    if (slot.noted) return;
    slot.noted = true;
    noted_.push_back(whose.index);
    if (noted_.size() > 1) return;  // whoever was first has woken the loop
  }
  passed_on_.wake();
}

const std::vector<News>& LoopMail::take_news() {
  taken_.clear();
  const concurrency::MutexLock lock(mutex_);
  for (const std::uint32_t index : noted_) {
    Slot& slot = slots_[index];
    taken_.push_back({{index, slot.generation}, slot.worked, slot.woken});
    slot = {.generation = slot.generation};
  }
  noted_.clear();
  return taken_;
}
//! [tell]

}  // namespace ladder::drive
