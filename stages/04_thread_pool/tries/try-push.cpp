/// \file
/// try_push of the queue, tried on one thread; what was pushed is taken by try_pop, which is there already.
#include <memory>

#include "concurrency/bounded_queue.hpp"
#include "support/catch.hpp"

using ladder::concurrency::BoundedQueue;

TEST_CASE("what is pushed comes out, the oldest first") {
  BoundedQueue<int> queue(2);
  int one = 1;
  int two = 2;
  CHECK(queue.try_push(one));
  CHECK(queue.try_push(two));
  CHECK(queue.try_pop().value_or(0) == 1);
  CHECK(queue.try_pop().value_or(0) == 2);
}

TEST_CASE("a full queue says no, and leaves the item with its owner") {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  auto first = std::make_unique<int>(1);
  auto second = std::make_unique<int>(2);
  CHECK(queue.try_push(first));
  CHECK(first == nullptr);
  CHECK_FALSE(queue.try_push(second));
  CHECK(second != nullptr);
}

TEST_CASE("a queue of 0 takes nothing") {
  BoundedQueue<int> queue(0);
  int item = 1;
  CHECK_FALSE(queue.try_push(item));
}

TEST_CASE("a closed queue takes nothing more") {
  BoundedQueue<int> queue(1);
  queue.close();
  int item = 1;
  CHECK_FALSE(queue.try_push(item));
}
