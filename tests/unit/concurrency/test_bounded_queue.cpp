/// \file
/// The queue between who accepts and who serves (concurrency/bounded_queue.hpp).
#include "concurrency/bounded_queue.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <numeric>
#include <thread>
#include <vector>

#include "support/catch.hpp"
#include "support/patience.hpp"

using ladder::concurrency::BoundedQueue;
using namespace ladder::test;
using std::chrono::milliseconds;

namespace {

template <class T>
bool push(BoundedQueue<T>& queue, T item) {
  return queue.try_push(item);
}

}  // namespace

TEST_CASE("The queue is first in, first out", "[concurrency][stage04]") {
  BoundedQueue<int> queue(3);
  CHECK(push(queue, 1));
  CHECK(push(queue, 2));
  CHECK(push(queue, 3));
  CHECK(queue.size() == 3);
  CHECK(queue.try_pop() == 1);
  CHECK(queue.pop_for(milliseconds(0)) == 2);
  CHECK(queue.try_pop() == 3);
  CHECK_FALSE(queue.try_pop());
}

TEST_CASE("A full queue says no at once and leaves the item untouched", "[concurrency][stage04]") {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  auto first = std::make_unique<int>(1);
  auto second = std::make_unique<int>(2);
  CHECK(queue.try_push(first));
  CHECK(first == nullptr);
  CHECK_FALSE(queue.try_push(second));
  REQUIRE(second != nullptr);
  CHECK(*second == 2);
  CHECK(queue.try_pop().has_value());
  CHECK(queue.try_push(second));
}

TEST_CASE("A queue of no capacity takes nothing", "[concurrency][stage04]") {
  BoundedQueue<int> queue(0);
  CHECK(queue.capacity() == 0);
  CHECK_FALSE(push(queue, 1));
}

TEST_CASE("Waiting at an empty queue ends when its time is over", "[concurrency][stage04]") {
  BoundedQueue<int> queue(1);
  const auto before = std::chrono::steady_clock::now();
  CHECK_FALSE(queue.pop_for(milliseconds(20)));
  CHECK(std::chrono::steady_clock::now() - before >= milliseconds(20));
}

TEST_CASE("A waiting taker gets what is pushed later", "[concurrency][stage04]") {
  BoundedQueue<int> queue(1);
  std::optional<int> taken;
  {
    const std::jthread taker([&] { taken = queue.pop_for(kPatience); });
    CHECK(push(queue, 42));
  }
  CHECK(taken == 42);
}

TEST_CASE("A closed queue takes nothing more and gives out what it holds", "[concurrency][stage04]") {
  BoundedQueue<int> queue(3);
  CHECK(push(queue, 1));
  CHECK(push(queue, 2));
  CHECK_FALSE(queue.closed());
  queue.close();
  CHECK(queue.closed());
  CHECK_FALSE(push(queue, 3));
  CHECK(queue.pop_for(kPatience) == 1);
  CHECK(queue.try_pop() == 2);
  CHECK_FALSE(queue.pop_for(kPatience));  // without waiting: nothing can come any more
}

TEST_CASE("Closing wakes every waiting taker", "[concurrency][stage04]") {
  BoundedQueue<int> queue(1);
  std::atomic<int> empty_handed{0};
  const auto before = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> takers;
    for (int i = 0; i < 4; ++i) {
      takers.emplace_back([&] {
        if (!queue.pop_for(kPatience)) ++empty_handed;
      });
    }
    queue.close();
  }
  CHECK(empty_handed == 4);
  CHECK(std::chrono::steady_clock::now() - before < kPatience);
}

TEST_CASE("Of many pushers and takers every item arrives once, each pusher's in order",
          "[concurrency][stage04]") {
  constexpr int kPushers = 4;
  constexpr int kItems = scaled(5'000);
  BoundedQueue<int> queue(8);
  std::vector<std::vector<int>> taken(2);
  {
    std::vector<std::jthread> takers;
    for (auto& mine : taken) {
      takers.emplace_back([&queue, &mine] {
        while (auto item = queue.pop_for(kPatience)) mine.push_back(*item);
      });
    }
    std::vector<std::jthread> pushers;
    for (int pusher = 0; pusher < kPushers; ++pusher) {
      pushers.emplace_back([&queue, pusher] {
        for (int i = 0; i < kItems; ++i)
          while (!push(queue, i * kPushers + pusher)) std::this_thread::yield();
      });
    }
    pushers.clear();  // joins
    queue.close();
  }
  std::vector<int> all;
  int out_of_order = 0;
  for (const auto& mine : taken) {
    std::vector<int> last(kPushers, -1);
    for (const int item : mine) {
      const auto pusher = static_cast<std::size_t>(item % kPushers);
      if (item <= last[pusher]) ++out_of_order;
      last[pusher] = item;
    }
    all.insert(all.end(), mine.begin(), mine.end());
  }
  CHECK(out_of_order == 0);
  std::ranges::sort(all);
  std::vector<int> expected(static_cast<std::size_t>(kItems * kPushers));
  std::iota(expected.begin(), expected.end(), 0);
  CHECK((all == expected));
}
