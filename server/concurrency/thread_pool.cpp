#include "concurrency/thread_pool.hpp"

#include <chrono>

namespace ladder::concurrency {

namespace {

/// A waiting thread looks around this often, so that it can never sleep through a stop (the specification's
/// second).
constexpr std::chrono::milliseconds kPatience{1'000};

}  // namespace

ThreadPool::ThreadPool(std::size_t threads, std::size_t queue_capacity, const Job& at_start)
    : jobs_(queue_capacity) {
  threads_.reserve(threads);
  try {
    for (std::size_t i = 0; i < threads; ++i)
      threads_.emplace_back([this, at_start] {
        if (at_start) at_start();
        run();
      });
  } catch (...) {
    jobs_.close();  // there will be no destructor, and those that run are about to be joined
    throw;
  }
}

ThreadPool::~ThreadPool() { jobs_.close(); }

bool ThreadPool::try_submit(Job& job) { return jobs_.try_push(job); }

void ThreadPool::run() {
  for (;;) {
    if (auto job = jobs_.pop_for(kPatience)) {
      (*job)();
    } else if (jobs_.closed()) {
      return;
    }
  }
}

}  // namespace ladder::concurrency
