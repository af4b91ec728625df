/// \file
/// BoundedQueue: the queue between who accepts and who serves. A full queue says no at once (the caller
/// answers "busy"); an empty one lets the taker wait, for a limited time, so that it sees a stop. Opened in
/// stage 04.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "concurrency/mutex.hpp"

namespace ladder::concurrency {

/// First in, first out, at most `capacity` items. Every call may come from any thread.
///
/// \par Example
/// \snippet examples/concurrency.cpp bounded-queue
template <class T>
class BoundedQueue {
 public:
  /// Room for `capacity` items; with 0 every push is refused. Memory is taken as items come.
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  //! [try-push]
  /// Moves `item` in, or leaves it untouched and returns false: the queue is full or closed.
  bool try_push(T& item) LADDER_EXCLUDES(mutex_) {
    {
      const MutexLock lock(mutex_);
      if (closed_ || items_.size() >= capacity_) return false;
      items_.push_back(std::move(item));
    }
    not_empty_.notify_one();
    return true;
  }
  //! [try-push]

  //! [pop-for]
  /// The oldest item; waits for one at most `at_most`. Nothing if none came or the queue is closed and empty.
  std::optional<T> pop_for(std::chrono::milliseconds at_most) LADDER_EXCLUDES(mutex_) {
    const auto until = std::chrono::steady_clock::now() + at_most;
    const MutexLock lock(mutex_);
    while (items_.empty()) {
      if (closed_ || !not_empty_.wait_until(mutex_, until)) break;
    }
    return take();
  }
  //! [pop-for]

  /// The oldest item, without waiting.
  std::optional<T> try_pop() LADDER_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return take();
  }

  //! [close]
  /// No more items go in; those inside can still be taken; waiting takers wake up.
  void close() LADDER_EXCLUDES(mutex_) {
    {
      const MutexLock lock(mutex_);
      closed_ = true;
    }
    not_empty_.notify_all();
  }
  //! [close]

  /// True once close() has been called; items may still be inside.
  bool closed() const LADDER_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return closed_;
  }
  /// Items inside. Another thread may have changed it before it is looked at: for reports and for hints.
  std::size_t size() const LADDER_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return items_.size();
  }
  /// The most items it holds, as given at the start.
  std::size_t capacity() const { return capacity_; }

 private:
  std::optional<T> take() LADDER_REQUIRES(mutex_) {
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    return item;
  }

  const std::size_t capacity_;
  mutable Mutex mutex_;
  ConditionVariable not_empty_;
  std::deque<T> items_ LADDER_GUARDED_BY(mutex_);
  bool closed_ LADDER_GUARDED_BY(mutex_) = false;
};

}  // namespace ladder::concurrency
