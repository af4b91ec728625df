/// \file
/// A fixed number of threads (concurrency/thread_pool.hpp).
#include "concurrency/thread_pool.hpp"

#include <atomic>
#include <latch>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "support/catch.hpp"
#include "support/patience.hpp"

using ladder::concurrency::ThreadPool;
using namespace ladder::test;

namespace {

bool submit(ThreadPool& pool, ThreadPool::Job job) { return pool.try_submit(job); }

}  // namespace

TEST_CASE("Every job runs once, on one of the pool's threads", "[concurrency][stage04]") {
  constexpr int kJobs = 100;
  std::atomic<int> runs{0};
  std::mutex mutex;
  std::set<std::thread::id> threads;
  {
    ThreadPool pool(3, kJobs);
    for (int i = 0; i < kJobs; ++i) {
      REQUIRE(submit(pool, [&] {
        ++runs;
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
      }));
    }
  }
  CHECK(runs == kJobs);
  CHECK(threads.size() <= 3);
  CHECK_FALSE(threads.contains(std::this_thread::get_id()));
}

TEST_CASE("As many jobs run at once as there are threads", "[concurrency][stage04]") {
  // Each job waits for the other two: with fewer threads than three this would never end.
  std::latch all_here(3);
  ThreadPool pool(3, 3);
  for (int i = 0; i < 3; ++i) REQUIRE(submit(pool, [&] { all_here.arrive_and_wait(); }));
  CHECK(eventually([&] { return all_here.try_wait(); }));
}

TEST_CASE("A full pool refuses a job and leaves it untouched", "[concurrency][stage04]") {
  std::latch started(1);
  std::latch release(1);
  std::atomic<int> later{0};
  {
    ThreadPool pool(1, 2);
    REQUIRE(submit(pool, [&] {
      started.count_down();
      release.wait();
    }));
    started.wait();  // the thread is busy now and the queue is empty
    REQUIRE(submit(pool, [&] { ++later; }));
    REQUIRE(submit(pool, [&] { ++later; }));
    ThreadPool::Job refused = [&] { ++later; };
    CHECK_FALSE(pool.try_submit(refused));
    REQUIRE(refused);  // the caller runs it itself
    release.count_down();
    refused();
  }
  CHECK(later == 3);
}

TEST_CASE("One thread runs jobs in the order they came", "[concurrency][stage04]") {
  std::vector<int> order;
  {
    ThreadPool pool(1, 50);
    for (int i = 0; i < 50; ++i) REQUIRE(submit(pool, [&order, i] { order.push_back(i); }));
  }
  REQUIRE(order.size() == 50);
  CHECK(std::ranges::is_sorted(order));
}

TEST_CASE("Destroying a pool lets every accepted job run to its end", "[concurrency][stage04]") {
  std::latch started(1);
  std::latch release(1);
  std::atomic<int> done{0};
  const std::jthread releaser([&] {
    started.wait();
    release.count_down();
  });
  {
    ThreadPool pool(1, 10);
    REQUIRE(submit(pool, [&] {
      started.count_down();
      release.wait();
      ++done;
    }));
    for (int i = 0; i < 5; ++i) REQUIRE(submit(pool, [&] { ++done; }));
  }
  CHECK(done == 6);
}

TEST_CASE("A pool that was given nothing ends", "[concurrency][stage04]") { CHECK_NOTHROW(ThreadPool(2, 1)); }

TEST_CASE("What runs at the start runs once on each thread, before its first job", "[concurrency][stage09]") {
  std::atomic<int> started{0};
  std::atomic<int> too_early{0};
  thread_local bool is_started = false;
  {
    ThreadPool pool(3, 100, [&] {
      is_started = true;
      ++started;
    });
    for (int i = 0; i < 100; ++i)
      REQUIRE(submit(pool, [&] {
        if (!is_started) ++too_early;
      }));
  }
  CHECK(started == 3);
  CHECK(too_early == 0);
}
