/// \file
/// StopEvent: a stop_token as a readable descriptor, for threads that wait in poll or epoll. Opened in stage
/// 03.
#pragma once

#include <functional>
#include <stop_token>
#include <utility>

#include "concurrency/stop.hpp"
#include "os/event.hpp"

namespace ladder::drive {

//! [stop-event]
/// Becomes readable when the stop is requested and stays so: every thread that waits on it wakes up.
class StopEvent {
 public:
  /// Throws std::system_error.
  explicit StopEvent(std::stop_token token) : callback_(std::move(token), [this] { event_.set(); }) {}
  /// Borrow it to wait; any thread.
  int fd() const { return event_.fd(); }

 private:
  os::Event event_;  // before the callback: it may run at once
  std::stop_callback<std::function<void()>> callback_;
};
//! [stop-event]

/// The two steps of a stop as descriptors to wait on. Shared by all threads of a server.
class StopEvents {
 public:
  /// Throws std::system_error if there is no descriptor left.
  explicit StopEvents(const concurrency::StopTokens& tokens)
      : tokens_(tokens), drain_(tokens.drain), abandon_(tokens.abandon) {}
  /// True once the drain has been asked for. Any thread; costs no system call.
  bool draining() const { return tokens_.drain.stop_requested(); }
  /// True once the second step is asked for. Any thread.
  bool abandoned() const { return tokens_.abandon.stop_requested(); }
  /// Readable from the drain on. Borrow it to wait; any thread.
  int drain_fd() const { return drain_.fd(); }
  /// Readable once all is to end at once. Borrow it to wait; any thread.
  int abandon_fd() const { return abandon_.fd(); }

 private:
  concurrency::StopTokens tokens_;
  StopEvent drain_;
  StopEvent abandon_;
};

}  // namespace ladder::drive
