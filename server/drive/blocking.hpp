/// \file
/// The blocking driver: one thread carries one conversation from its first byte to its last. It waits in
/// poll(2) rather than in recv(2), so that it also sees its deadline and a stop. Opened in stage 03.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

#include "drive/advance.hpp"
#include "drive/lingering_close.hpp"
#include "drive/stop_event.hpp"
#include "os/fd.hpp"
#include "os/io.hpp"
#include "os/socket.hpp"
#include "os/trace.hpp"
#include "seam/conversation.hpp"

namespace ladder::drive {

/// Carries one conversation on the calling thread. One object a connection.
///
/// \par Example
/// \snippet examples/drive.cpp blocking-driver
template <seam::Conversation C>
class BlockingDriver {
 public:
  /// `stop` outlives the driver.
  BlockingDriver(os::Fd fd, C conversation, const StopEvents& stop)
      : fd_(std::move(fd)), conversation_(std::move(conversation)), stop_(stop) {}

  //! [blocking-run]
  /// Returns when the conversation is over; the destructor closes. `about_to_wait` is called each time before
  /// the thread waits, `about_to_end` once, before the peer can see the end. True if the connection should
  /// linger, half-closed: see linger() and take_fd().
  template <class AboutToWait, class AboutToEnd>
  bool run(AboutToWait&& about_to_wait, AboutToEnd&& about_to_end) {
    for (;;) {
      switch (advance(fd_.get(), conversation_, readiness_)) {
        case Outcome::yield:
          // Bytes flow without a pause: a stop must be seen all the same. A deadline counts once they have
          // moved.
          if (wait(os::WaitTime::zero(), GaveWay::yes)) break;
          about_to_end();
          return false;
        case Outcome::work:
          run_work();
          break;
        case Outcome::blocked:
          about_to_wait();
          if (wait(time_left(), GaveWay::no)) break;
          about_to_end();
          return false;
        case Outcome::linger:
          about_to_end();
          os::shutdown_sending(fd_.get());
          return true;
        case Outcome::close:
          about_to_end();
          return false;
      }
    }
  }
  //! [blocking-run]
  /// The same, where nobody asks when the conversation is over.
  template <class AboutToWait>
  bool run(AboutToWait&& about_to_wait) {
    return run(about_to_wait, [] {});
  }

  /// Lingers on the calling thread.
  void linger() { linger_blocking(fd_.get(), stop_.abandon_fd()); }
  /// Or somebody else does.
  os::Fd take_fd() { return std::move(fd_); }

 private:
  /// Whether there is more to move, or nothing can be moved now.
  enum class GaveWay : bool { no, yes };

  //! [run-work]
  /// Here the job runs in place: this thread has nobody else to serve.
  void run_work() {
    if (const auto work = conversation_.take_work()) work->run();
    conversation_.work_done(seam::Clock::now());
  }
  //! [run-work]

  //! [wait]
  /// Waits for what the conversation wants. False: the server is stopping at once.
  bool wait(os::WaitTime at_most, GaveWay gave_way) {
    const seam::Want want = conversation_.want();
    const os::Interest interest{has(want, seam::Want::input), has(want, seam::Want::output)};
    const int stop_fd = draining_ ? stop_.abandon_fd() : stop_.drain_fd();
    const os::Ready ready = os::wait_ready(fd_.get(), interest, stop_fd, at_most);
    if (ready.stopped) {
      if (draining_) return false;
      draining_ = true;
      conversation_.drain(seam::Clock::now());
      readiness_.readable = readiness_.writable = true;  // what has arrived by now is still served
      return true;
    }
    readiness_.readable |= ready.readable;
    readiness_.writable |= ready.writable;
    if (gave_way == GaveWay::yes) return true;
    const auto now = seam::Clock::now();
    if (now >= conversation_.deadline()) tell_acknowledged(fd_.get(), conversation_, readiness_, now);
    if (now >= conversation_.deadline()) {
      os::trace_note(fd_.get(), "expired");
      conversation_.expire(now);
    }
    return true;
  }
  //! [wait]

  //! [time-left]
  os::WaitTime time_left() const {
    const seam::TimePoint deadline = conversation_.deadline();
    if (deadline == seam::kNever) return os::kWaitForever;
    const auto left = std::chrono::ceil<os::WaitTime>(deadline - seam::Clock::now());
    return std::max(left, os::WaitTime::zero());
  }
  //! [time-left]

  os::Fd fd_;
  C conversation_;
  const StopEvents& stop_;
  Readiness readiness_;
  bool draining_ = false;
};

}  // namespace ladder::drive
