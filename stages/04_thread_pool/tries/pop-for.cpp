/// \file
/// pop_for of the queue, tried with one thread that waits and one that does not.
#include <chrono>
#include <thread>
#include <vector>

#include "concurrency/bounded_queue.hpp"
#include "support/catch.hpp"

using ladder::concurrency::BoundedQueue;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kLong{5'000};

void push(BoundedQueue<int>& queue, int item) { (void)queue.try_push(item); }

}  // namespace

TEST_CASE("what is there is returned at once, the oldest first") {
  BoundedQueue<int> queue(2);
  push(queue, 1);
  push(queue, 2);
  CHECK(queue.pop_for(kLong).value_or(0) == 1);
  CHECK(queue.pop_for(milliseconds(0)).value_or(0) == 2);
}

TEST_CASE("where nothing comes, it waits as long as it was told, and returns nothing") {
  BoundedQueue<int> queue(1);
  const auto before = std::chrono::steady_clock::now();
  CHECK_FALSE(queue.pop_for(milliseconds(20)).has_value());
  CHECK((std::chrono::steady_clock::now() - before >= milliseconds(20)));
}

TEST_CASE("what is pushed while it waits is returned") {
  BoundedQueue<int> queue(1);
  int taken = 0;
  std::thread taker([&] { taken = queue.pop_for(kLong).value_or(0); });
  std::this_thread::sleep_for(milliseconds(20));  // so that it waits; it need not for the case to be right
  push(queue, 42);
  taker.join();
  CHECK(taken == 42);
}

TEST_CASE("a closed queue gives out what it holds, and then nothing, without waiting") {
  BoundedQueue<int> queue(2);
  push(queue, 1);
  queue.close();
  CHECK(queue.pop_for(kLong).value_or(0) == 1);
  const auto before = std::chrono::steady_clock::now();
  CHECK_FALSE(queue.pop_for(2 * kLong).has_value());
  CHECK((std::chrono::steady_clock::now() - before < 2 * kLong));
}

TEST_CASE("of two that wait, a push wakes one, and the other waits on") {
  BoundedQueue<int> queue(1);
  std::vector<int> taken(2, -1);
  std::vector<std::thread> takers;
  for (int& mine : taken) takers.emplace_back([&] { mine = queue.pop_for(kLong).value_or(0); });
  push(queue, 7);
  queue.close();
  for (std::thread& taker : takers) taker.join();
  CHECK(taken[0] + taken[1] == 7);
}
