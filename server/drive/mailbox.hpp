/// \file
/// Mailbox: how other threads reach a loop that waits for events. Opened in stage 09.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "concurrency/mutex.hpp"
#include "os/event.hpp"

namespace ladder::drive {

/// Many senders, one receiver. Never full: senders bound what they send. Up to `places` letters no post
/// allocates, so that a job can always say that it is done.
///
/// \par Example
/// \snippet examples/drive.cpp mailbox
template <class Mail>
class Mailbox {
 public:
  /// Takes the memory for `places` letters at once, for both sides.
  explicit Mailbox(std::size_t places = 0) {
    mails_.reserve(places);
    taken_.reserve(places);
  }

  //! [mailbox]
  /// Leaves a letter and wakes the receiver. Any thread.
  void post(Mail mail) LADDER_EXCLUDES(mutex_) {
    {
      const concurrency::MutexLock lock(mutex_);
      mails_.push_back(std::move(mail));
    }
    event_.set();
  }
  /// Wakes the receiver without a letter: something it watches has changed. Any thread.
  void wake() { event_.set(); }

  /// Everything posted so far, in order, until the next call. The receiver's thread only.
  std::vector<Mail>& take_all() LADDER_EXCLUDES(mutex_) {
    taken_.clear();
    event_.clear();  // first: a letter that comes now sets it again
    const concurrency::MutexLock lock(mutex_);
    mails_.swap(taken_);
    return taken_;
  }
  //! [mailbox]
  /// Readable while there may be letters.
  int fd() const { return event_.fd(); }

 private:
  os::Event event_;
  concurrency::Mutex mutex_;
  std::vector<Mail> mails_ LADDER_GUARDED_BY(mutex_);
  std::vector<Mail> taken_;  // the receiver's; the two change places, so their memory stays
};

}  // namespace ladder::drive
