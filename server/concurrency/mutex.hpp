/// \file
/// Mutex, MutexLock and ConditionVariable: the standard ones, wearing clang's thread-safety attributes, so
/// that `int count_ GUARDED_BY(mutex_)` is checked when the project is built with clang.
/// Opened in stage 04. Source: clang's "Thread Safety Analysis".
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

/// \cond
#if defined(__clang__)
#define LADDER_ATTRIBUTE(x) __attribute__((x))
#else
#define LADDER_ATTRIBUTE(x)
#endif
#define LADDER_GUARDED_BY(x) LADDER_ATTRIBUTE(guarded_by(x))
#define LADDER_REQUIRES(x) LADDER_ATTRIBUTE(requires_capability(x))
#define LADDER_EXCLUDES(x) LADDER_ATTRIBUTE(locks_excluded(x))
/// \endcond

namespace ladder::concurrency {

/// A std::mutex that the analysis knows as a capability. Any thread.
///
/// \par Example
/// \snippet examples/concurrency.cpp mutex
class LADDER_ATTRIBUTE(capability("mutex")) Mutex {
 public:
  /// Waits until no other thread holds it. A thread that holds it already waits for ever.
  void lock() LADDER_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
  /// Lets the next one in. Only by the thread that holds it.
  void unlock() LADDER_ATTRIBUTE(release_capability()) { mutex_.unlock(); }

 private:
  friend class ConditionVariable;
  std::mutex mutex_;
};

/// Holds a Mutex for a scope.
class LADDER_ATTRIBUTE(scoped_lockable) MutexLock {
 public:
  /// Locks `mutex`, waiting for it; the end of the scope unlocks it, however it is left.
  explicit MutexLock(Mutex& mutex) LADDER_ATTRIBUTE(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() LADDER_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

/// Waits on a held Mutex. Wake-ups may be spurious: wait in a loop on the condition itself.
///
/// \par Example
/// \snippet examples/concurrency.cpp condition-variable
class ConditionVariable {
 public:
  //! [condition-wait]
  /// Lets go of `mutex` and sleeps, in one step, so that no notification falls between; holds it again on
  /// return. Source: man 3 pthread_cond_wait.
  void wait(Mutex& mutex) LADDER_REQUIRES(mutex) {
    std::unique_lock<std::mutex> held(mutex.mutex_, std::adopt_lock);
    condition_.wait(held);
    (void)held.release();  // the caller's MutexLock goes on owning it
  }
  //! [condition-wait]
  /// The same, but not beyond `until`. False if that moment has passed.
  bool wait_until(Mutex& mutex, std::chrono::steady_clock::time_point until) LADDER_REQUIRES(mutex) {
    std::unique_lock<std::mutex> held(mutex.mutex_, std::adopt_lock);
    const auto status = condition_.wait_until(held, until);
    (void)held.release();  // the caller's MutexLock goes on owning it
    return status == std::cv_status::no_timeout;
  }
  /// Wakes one waiter, if there is any. Any thread; best called after the mutex is let go, or the woken one
  /// waits for it at once.
  void notify_one() { condition_.notify_one(); }
  /// Wakes every waiter. Any thread.
  void notify_all() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace ladder::concurrency
