/// \file
/// LoopMail: what other threads have to say to an event loop: here is a connection for you, this job is done,
/// this waker was called. Opened in stage 09; why it holds no addresses: docs/decisions/0014-wakers.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "concurrency/mutex.hpp"
#include "drive/mailbox.hpp"
#include "os/socket.hpp"
#include "seam/waker.hpp"

namespace ladder::drive {

/// A place in a loop's table of connections, and the how-manieth connection in it is meant. A place is used
/// again, a generation never: whoever is named and gone is found by nobody.
struct SlotId {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;
  bool operator==(const SlotId&) const = default;
};

/// What has happened for one connection since the last look.
struct News {
  SlotId whose;
  bool worked = false;  ///< its job has been run
  bool woken = false;   ///< its waker was called
};

/// The mail of one loop. Held by the loop, its jobs and its wakers, so it outlives the loop if one of them
/// does: what comes then is read by nobody. The news of a connection is a mark in its place, not one letter
/// more: it takes no memory, and a thousand calls of a waker are one.
class LoopMail final : public seam::Wakeable {
 public:
  /// Takes the memory for `connections` that are passed on. Throws std::system_error without a descriptor.
  explicit LoopMail(std::size_t connections) : passed_on_(connections) {}

  /// Passes a connection on to this loop. Any thread. Allocates nothing as long as no more are on their way
  /// than there were to be.
  void post(os::Accepted accepted) { passed_on_.post(std::move(accepted)); }
  /// Wakes the loop without news: something it watches has changed. Any thread.
  void wake() { passed_on_.wake(); }
  /// The waker of that connection was called. Any thread.
  void wake(std::uint32_t index, std::uint32_t generation) noexcept override {
    tell({index, generation}, &Slot::woken);
  }
  /// The job of that connection has been run. Any thread.
  void worked(SlotId whose) noexcept { tell(whose, &Slot::worked); }

  /// Makes places for news of so many connections. The loop's thread only. Throws std::bad_alloc.
  void reserve(std::size_t slots) LADDER_EXCLUDES(mutex_);
  /// The connections that were passed on, until the next call. The loop's thread only, and before
  /// take_news(): then nothing that is told in between is slept over.
  std::vector<os::Accepted>& take_connections() { return passed_on_.take_all(); }
  /// All news since the last call, until the next. The loop's thread only.
  const std::vector<News>& take_news() LADDER_EXCLUDES(mutex_);
  /// Readable while there may be any. Borrow it to wait.
  int fd() const { return passed_on_.fd(); }

 private:
  struct Slot {
    std::uint32_t generation = 0;
    bool noted = false;  // stands in noted_
    bool worked = false;
    bool woken = false;
  };
  void tell(SlotId whose, bool Slot::*what) noexcept LADDER_EXCLUDES(mutex_);

  Mailbox<os::Accepted> passed_on_;
  concurrency::Mutex mutex_;
  std::vector<Slot> slots_ LADDER_GUARDED_BY(mutex_);
  std::vector<std::uint32_t> noted_ LADDER_GUARDED_BY(mutex_);  // each once, so its memory suffices
  std::vector<News> taken_;                                     // the loop's
};

}  // namespace ladder::drive
