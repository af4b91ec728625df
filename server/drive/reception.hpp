/// \file
/// Reception: where the new connections of an event loop go. Room here or with another loop? Else room in the
/// queue? Else they are refused. Opened in stage 10.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "concurrency/thread_pool.hpp"
#include "drive/admission.hpp"
#include "drive/stop_event.hpp"
#include "os/socket.hpp"
#include "os/trace.hpp"

namespace ladder::drive {

/// What the loops of one server share; outlives them.
template <class Loop>
struct LoopShared {
  int listener_fd;
  const StopEvents& stop;
  Admission& admission;
  concurrency::ThreadPool& jobs;
  std::vector<std::unique_ptr<Loop>>& loops;
};

/// The reception of one loop; its thread only. `Loop` has adopt(), refuse(), rest_from_accepting(),
/// connections_are_brief() and mail().
template <class Loop>
class Reception {
 public:
  /// For the loop number `index` of `shared`; both outlive it.
  Reception(Loop& loop, std::size_t index, const LoopShared<Loop>& shared)
      : loop_(loop), index_(index), shared_(shared) {}

  //! [accepts]
  /// The first loop accepts for all: short exchanges then stay on one loop that is awake anyway, and wake no
  /// other.
  bool accepts() const { return index_ == 0; }

  /// What is accepted before those served already get their turn.
  static constexpr int kAcceptsATurn = 16;

  /// Accepts what waits, up to kAcceptsATurn.
  void accept_some() {
    for (int i = 0; i < kAcceptsATurn && accept_one(); ++i) continue;
  }

  /// Accepts one connection. False if none waits.
  bool accept_one() {
    os::Accepted accepted = os::accept_connection(shared_.listener_fd);
    if (accepted.error_number != 0) loop_.rest_from_accepting(accepted.error_number);
    if (!accepted.fd) return false;
    place(std::move(accepted));
    return true;
  }
  //! [accepts]

  /// Finds a place for a connection that has been accepted, unless its client holds as many as it may. Those
  /// that wait in the queue count for their clients, too.
  void place(os::Accepted accepted) {
    const ClientCounts::Place client = clients().place_of(accepted.peer);
    if (!clients().try_enter(client)) return loop_.refuse(std::move(accepted));
    if (find_room(accepted)) return;
    clients().leave(client);
    loop_.refuse(std::move(accepted));
  }

  //! [place]
  /// Here, with another loop, or in the queue. False, with `accepted` untouched, if there is room in none.
  bool find_room(os::Accepted& accepted) {
    if (draining_) {
      if (!shared_.admission.try_enter(index_)) return false;
      loop_.adopt(std::move(accepted));
      return true;
    }
    // Who waits already comes first, also to a place that has just become free.
    if (shared_.admission.waiting().size() > 0) take_waiting();
    const bool nobody_waits = shared_.admission.waiting().size() == 0;
    if (const auto worker = nobody_waits
                                ? shared_.admission.reserve_place(index_, loop_.connections_are_brief())
                                : std::nullopt) {
      if (*worker == index_) {
        loop_.adopt(std::move(accepted));
      } else {
        shared_.loops[*worker]->mail().post(std::move(accepted));
      }
      return true;
    }
    os::trace_note(accepted.fd.get(), "queued");  // before: behind the push it may be another loop's already
    if (!try_wait(accepted)) return false;
    // Somebody may have made room after we looked and before the push: that loop would not look again.
    if (const auto worker = shared_.admission.worker_with_room()) shared_.loops[*worker]->mail().wake();
    return true;
  }
  //! [place]

  //! [take-waiting]
  /// Adopts connections that wait in the queue, while there is room here.
  void take_waiting() {
    while (shared_.admission.try_enter(index_)) {
      if (auto accepted = shared_.admission.waiting().try_pop()) {
        loop_.adopt(std::move(*accepted));
        continue;
      }
      shared_.admission.leave(index_);
      // Who pushed while we held the place saw no room: look once more now that it is given back.
      if (shared_.admission.waiting().size() == 0) return;
    }
  }
  //! [take-waiting]

  //! [drain]
  /// Takes what has already come, wherever there is room, and ends the listening. From here on nothing is
  /// passed to other loops.
  void begin_drain() {
    for (int i = 0; i < os::kBacklog && accept_one(); ++i) continue;
    os::stop_listening(shared_.listener_fd);
    draining_ = true;
    shared_.admission.begin_drain();
    for (auto& loop : shared_.loops) loop->mail().wake();  // some may wait for this one
    take_waiting();
    while (auto accepted = shared_.admission.waiting().try_pop()) {
      clients().leave(clients().place_of(accepted->peer));
      loop_.refuse(std::move(*accepted));
    }
  }

  /// True when no connection can come to this loop any more. One whose place here is reserved is still on its
  /// way.
  bool is_over() const {
    return draining_ && shared_.admission.all_draining() && shared_.admission.load(index_) == 0;
  }
  //! [drain]

 private:
  /// False, with `accepted` untouched, if the queue is full, or if there is no memory for a place in it.
  bool try_wait(os::Accepted& accepted) noexcept try {
    return shared_.admission.waiting().try_push(accepted);
  } catch (const std::exception&) {
    return false;
  }

  ClientCounts& clients() { return shared_.admission.clients(); }

  Loop& loop_;
  const std::size_t index_;
  const LoopShared<Loop> shared_;
  bool draining_ = false;
};

}  // namespace ladder::drive
