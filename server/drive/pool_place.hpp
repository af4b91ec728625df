/// \file
/// PoolPlace: a place in the house of a pool, and Counted: one of those who are busy. Opened in stage 04.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

#include "drive/client_counts.hpp"
#include "os/address.hpp"

namespace ladder::drive {

/// Counted for as long as it lives. One thread; the counter may be read by any.
class Counted {
 public:
  /// One more in `count`, which outlives it.
  explicit Counted(std::atomic<std::size_t>& count) : count_(count) { count_.fetch_add(1); }
  ~Counted() { count_.fetch_sub(1); }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<std::size_t>& count_;
};

/// The place that was counted for a connection when it was queued, given back once: by leave(), or at the
/// end. One thread.
class PoolPlace {
 public:
  /// Takes it over. The counts outlive it.
  PoolPlace(std::atomic<std::size_t>& taken_on, ClientCounts& clients, const os::Address& peer)
      : taken_on_(&taken_on), clients_(clients), client_(clients.place_of(peer)) {}
  ~PoolPlace() { leave(); }
  PoolPlace(const PoolPlace&) = delete;
  PoolPlace& operator=(const PoolPlace&) = delete;

  /// Gives it back now, unless that has been done.
  void leave() {
    if (taken_on_ == nullptr) return;
    std::exchange(taken_on_, nullptr)->fetch_sub(1);
    clients_.leave(client_);
  }

 private:
  std::atomic<std::size_t>* taken_on_;
  ClientCounts& clients_;
  const ClientCounts::Place client_;
};

}  // namespace ladder::drive
