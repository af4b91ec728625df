/// \file
/// Mailbox: how other threads reach a loop that waits for events. Opened in stage 09.
#pragma once

#include <utility>
#include <vector>

#include "concurrency/mutex.hpp"
#include "os/event.hpp"

namespace ladder::drive {

/// Many senders, one receiver. Never full: senders bound what they send.
///
/// \par Example
/// \snippet examples/drive.cpp mailbox
template <class Mail>
class Mailbox {
 public:
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

  /// Everything posted so far, in order. The receiver's thread only.
  std::vector<Mail> take_all() LADDER_EXCLUDES(mutex_) {
    event_.clear();  // first: a letter that comes now sets it again
    const concurrency::MutexLock lock(mutex_);
    return std::exchange(mails_, {});
  }
  //! [mailbox]
  /// Readable while there may be letters.
  int fd() const { return event_.fd(); }

 private:
  os::Event event_;
  concurrency::Mutex mutex_;
  std::vector<Mail> mails_ LADDER_GUARDED_BY(mutex_);
};

}  // namespace ladder::drive
