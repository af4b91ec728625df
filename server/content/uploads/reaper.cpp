#include "content/uploads/reaper.hpp"

#include <utility>

#include "os/priority.hpp"

namespace ladder::content {

// What cannot be removed now, the next start removes.
void Leftover::remove() noexcept {
  for (const std::string& name : names) (void)directory->remove(name);
  names.clear();
  file = os::Fd();
  lock = os::Fd();
}

void Reaper::start() {
  std::call_once(started_, [this] { thread_ = std::jthread([this] { run(); }); });
}

Reaper::~Reaper() {
  {
    const concurrency::MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) return;
  while (const std::unique_ptr<Leftover> leftover = next()) leftover->remove();
}

//! [reaper-take]
void Reaper::take(std::unique_ptr<Leftover> leftover) noexcept {
  Leftover* const added = leftover.get();
  {
    const concurrency::MutexLock lock(mutex_);
    (last_ == nullptr ? first_ : last_->next) = std::move(leftover);
    last_ = added;
  }
  changed_.notify_all();
}
//! [reaper-take]

void Reaper::settle() {
  start();  // nobody else would remove what waits
  const concurrency::MutexLock lock(mutex_);
  while (first_ || busy_) changed_.wait(mutex_);
}

//! [reaper-run]
void Reaper::run() {
  os::lower_priority();
  while (const std::unique_ptr<Leftover> leftover = next()) leftover->remove();
}

// Null: there is nothing more, and nothing will come.
std::unique_ptr<Leftover> Reaper::next() {
  const concurrency::MutexLock lock(mutex_);
  busy_ = false;
  changed_.notify_all();
  while (!first_ && !stopping_) changed_.wait(mutex_);
  if (!first_) return nullptr;
  std::unique_ptr<Leftover> leftover = std::move(first_);
  first_ = std::move(leftover->next);
  if (!first_) last_ = nullptr;
  busy_ = true;
  return leftover;
}
//! [reaper-run]

}  // namespace ladder::content
