/// \file
/// Admission: how many connections each worker holds, and who may take one more. Shared by the workers of one
/// server: the only state they share besides the listening socket. Opened in stage 10.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>

#include "concurrency/bounded_queue.hpp"
#include "drive/client_counts.hpp"
#include "os/socket.hpp"

namespace ladder::drive {

/// Counts the places of all workers without a lock: a place is reserved before its connection is handed on,
/// so that two workers never give away the same one. Every call may come from any thread.
///
/// \par Example
/// \snippet examples/drive.cpp admission
class Admission {
 public:
  /// Places for `connections_per_worker` with each of `workers`, and a queue for as many as `queue` more.
  /// No client holds more than `clients` says.
  Admission(std::size_t workers, std::size_t connections_per_worker, std::size_t queue,
            ClientLimit clients = {});

  /// Picks the worker for a new connection on behalf of `worker` and reserves its place: `worker` itself
  /// unless it holds clearly more than the least loaded one. It may hold more while its connections are
  /// `brief`. Nothing if all are full.
  std::optional<std::size_t> reserve_place(std::size_t worker, bool brief);
  /// Reserves a place with `worker` only.
  bool try_enter(std::size_t worker);
  /// Gives a place back.
  void leave(std::size_t worker);

  /// How many connections each client holds: those that are served or passed on, and those that wait.
  ClientCounts& clients() { return clients_; }
  /// Connections that wait for a place, used only while all workers are full.
  concurrency::BoundedQueue<os::Accepted>& waiting() { return waiting_; }
  /// Some worker with a free place, if there is one.
  std::optional<std::size_t> worker_with_room() const;
  /// A worker takes nothing new from now on. See all_draining().
  void begin_drain() { draining_.fetch_add(1); }
  /// True once no worker passes connections on any more: then a worker without connections may end.
  bool all_draining() const { return draining_.load() == workers_; }
  /// Connections that one worker may hold.
  std::size_t capacity() const { return capacity_; }
  /// Places that are taken with this worker, reserved ones included.
  std::size_t load(std::size_t worker) const { return loads_[worker].count.load(); }

 private:
  //! [loads]
  /// A cache line each: the counts are written by different cores.
  struct alignas(64) Load {
    std::atomic<std::size_t> count{0};
  };
  //! [loads]
  std::size_t least_loaded() const;

  const std::size_t workers_;
  const std::size_t capacity_;
  std::unique_ptr<Load[]> loads_;
  std::atomic<std::size_t> draining_{0};
  concurrency::BoundedQueue<os::Accepted> waiting_;
  ClientCounts clients_;
};

}  // namespace ladder::drive
