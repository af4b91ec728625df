#include "drive/client_counts.hpp"

#include <sys/random.h>

#include "os/error.hpp"

namespace ladder::drive {

namespace {

std::uint64_t make_secret() {
  std::uint64_t secret = 0;
  os::check(static_cast<int>(::getrandom(&secret, sizeof secret, 0)),
            "getrandom");  // never short up to 256 bytes
  return secret;
}

/// Every bit of the result depends on every bit of `value` (the finalizer of splitmix64).
std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

}  // namespace

ClientCounts::ClientCounts(ClientLimit limit) : limit_(limit), secret_(make_secret()) {
  if (limit_.connections > 0) counters_ = std::make_unique<std::atomic<std::uint32_t>[]>(kCounters);
}

//! [client-enter]
ClientCounts::Place ClientCounts::place_of(const os::Address& peer) const {
  if (!counters_ || (limit_.spare_loopback && peer.is_loopback())) return kNotCounted;
  return static_cast<Place>(mixed(mixed(peer.network() ^ secret_) + secret_) % kCounters);
}

bool ClientCounts::try_enter(Place place) {
  if (place == kNotCounted) return true;
  if (counters_[place].fetch_add(1, std::memory_order_relaxed) < limit_.connections) return true;
  leave(place);
  return false;
}
//! [client-enter]

void ClientCounts::leave(Place place) {
  if (place != kNotCounted) counters_[place].fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace ladder::drive
