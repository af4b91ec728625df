#include "drive/admission.hpp"

#include <algorithm>

namespace ladder::drive {

namespace {

/// A worker keeps what it has accepted until it holds this many more than the least loaded one (or an eighth
/// more, if that is more): passing a connection on costs a wake-up of another thread. While its connections
/// are brief it keeps more: they are gone before they add up to so many.
constexpr std::size_t kImbalance = 4;
constexpr std::size_t kImbalanceWhileBrief = 32;

}  // namespace

Admission::Admission(std::size_t workers, std::size_t connections_per_worker, std::size_t queue,
                     ClientLimit clients)
    : workers_(workers),
      capacity_(connections_per_worker),
      loads_(std::make_unique<Load[]>(workers)),
      waiting_(queue),
      clients_(clients) {}

//! [try-enter]
bool Admission::try_enter(std::size_t worker) {
  std::atomic<std::size_t>& count = loads_[worker].count;
  std::size_t seen = count.load();
  while (seen < capacity_) {
    if (count.compare_exchange_weak(seen, seen + 1)) return true;
  }
  return false;
}
//! [try-enter]

void Admission::leave(std::size_t worker) { loads_[worker].count.fetch_sub(1); }

std::size_t Admission::least_loaded() const {
  std::size_t least = 0;
  for (std::size_t i = 1; i < workers_; ++i)
    if (load(i) < load(least)) least = i;
  return least;
}

//! [reserve-place]
std::optional<std::size_t> Admission::reserve_place(std::size_t worker, bool brief) {
  const std::size_t least = least_loaded();
  const std::size_t least_load = load(least);
  const bool keep =
      load(worker) < least_load + std::max(brief ? kImbalanceWhileBrief : kImbalance, least_load / 8);
  if (keep && try_enter(worker)) return worker;
  if (try_enter(least)) return least;
  for (std::size_t i = 0; i < workers_; ++i)
    if (try_enter(i)) return i;
  return std::nullopt;
}
//! [reserve-place]

std::optional<std::size_t> Admission::worker_with_room() const {
  for (std::size_t i = 0; i < workers_; ++i)
    if (load(i) < capacity_) return i;
  return std::nullopt;
}

}  // namespace ladder::drive
