/// \file
/// Admission::try_enter, tried by one thread, and by four that all want the last places.
#include <atomic>
#include <thread>
#include <vector>

#include "drive/admission.hpp"
#include "support/catch.hpp"

using ladder::drive::Admission;

TEST_CASE("a worker takes as many as it may, and says no to the next") {
  Admission admission(2, 2, 0);
  CHECK(admission.try_enter(0));
  CHECK(admission.try_enter(0));
  CHECK_FALSE(admission.try_enter(0));
  CHECK(admission.load(0) == 2);
  CHECK(admission.load(1) == 0);
}

TEST_CASE("a place that was given back is given again") {
  Admission admission(1, 1, 0);
  CHECK(admission.try_enter(0));
  admission.leave(0);
  CHECK(admission.try_enter(0));
}

TEST_CASE("of four threads that enter and leave, never one too many is inside") {
  Admission admission(1, 2, 0);
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 20'000; ++round) {
        if (!admission.try_enter(0)) continue;
        const int now = ++inside;
        for (int seen = most.load(); seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        --inside;
        admission.leave(0);
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(most.load() <= 2);
  CHECK(admission.load(0) == 0);
}
