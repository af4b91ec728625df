/// \file
/// The annotated mutex and condition variable (concurrency/mutex.hpp).
#include "concurrency/mutex.hpp"

#include <thread>
#include <type_traits>
#include <vector>

#include "support/catch.hpp"
#include "support/patience.hpp"

using namespace ladder::concurrency;
using namespace ladder::test;
using std::chrono::steady_clock;

namespace {

/// What several threads share; clang checks that it is touched under its mutex only.
struct Shared {
  Mutex mutex;
  ConditionVariable changed;
  long count LADDER_GUARDED_BY(mutex) = 0;

  void add() LADDER_EXCLUDES(mutex) {
    {
      const MutexLock lock(mutex);
      ++count;
    }
    changed.notify_all();
  }
  long read() LADDER_EXCLUDES(mutex) {
    const MutexLock lock(mutex);
    return count;
  }
  void wait_for(long expected) LADDER_EXCLUDES(mutex) {
    const MutexLock lock(mutex);
    while (count < expected) changed.wait(mutex);
  }
  /// False if the time passed.
  bool wait_until(long expected, steady_clock::time_point until) LADDER_EXCLUDES(mutex) {
    const MutexLock lock(mutex);
    while (count < expected)
      if (!changed.wait_until(mutex, until)) return count >= expected;
    return true;
  }
};

}  // namespace

TEST_CASE("A lock keeps other threads out", "[concurrency][stage04]") {
  constexpr int kThreads = 4;
  constexpr int kTimes = scaled(20'000);
  Shared shared;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&shared] {
        for (int n = 0; n < kTimes; ++n) shared.add();
      });
    }
  }
  CHECK(shared.read() == kThreads * kTimes);
}

TEST_CASE("A lock cannot be copied or moved", "[concurrency][stage04]") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<MutexLock>);
  STATIC_REQUIRE_FALSE(std::is_move_constructible_v<MutexLock>);
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<Mutex>);
}

TEST_CASE("A waiting thread is woken by a change, and holds the lock again", "[concurrency][stage04]") {
  Shared shared;
  const std::jthread changer([&shared] {
    for (int i = 0; i < 3; ++i) shared.add();
  });
  shared.wait_for(3);
  CHECK(shared.read() == 3);
}

TEST_CASE("A wait with a limit ends when it is over, and says so", "[concurrency][stage04]") {
  Shared shared;
  const auto until = steady_clock::now() + std::chrono::milliseconds(20);
  CHECK_FALSE(shared.wait_until(1, until));
  CHECK(steady_clock::now() >= until);
  CHECK(shared.read() == 0);  // the mutex is free again
}

TEST_CASE("A wait with a limit ends before it if the change comes", "[concurrency][stage04]") {
  Shared shared;
  const std::jthread changer([&shared] { shared.add(); });
  CHECK(shared.wait_until(1, steady_clock::now() + kPatience));
}
