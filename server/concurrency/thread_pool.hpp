/// \file
/// ThreadPool: a fixed number of threads that run jobs from a bounded queue. Opened in stage 04; the event
/// loops of stages 09 to 12 hand it what may block.
#pragma once

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

#include "concurrency/bounded_queue.hpp"

namespace ladder::concurrency {

/// Runs jobs on `threads` threads. The destructor lets every accepted job run to its end, then joins.
///
/// \par Example
/// \snippet examples/concurrency.cpp thread-pool
class ThreadPool {
 public:
  using Job = std::function<void()>;

  /// `queue_capacity` jobs may wait; `at_start`, if there is one, runs on each thread before its first job.
  /// Throws std::system_error if a thread cannot be made.
  ThreadPool(std::size_t threads, std::size_t queue_capacity, const Job& at_start = {});
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// Queues a job, which must not throw. False, with `job` untouched, if the queue is full. Any thread.
  bool try_submit(Job& job);

 private:
  void run();

  BoundedQueue<Job> jobs_;
  std::vector<std::jthread> threads_;  // last: joined before the queue goes
};

}  // namespace ladder::concurrency
