/// \file
/// The rooms concurrency/ and echo/ by example: what threads share, and the smallest conversation.
#include <atomic>
#include <chrono>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "concurrency/bounded_queue.hpp"
#include "concurrency/mutex.hpp"
#include "concurrency/stop.hpp"
#include "concurrency/thread_pool.hpp"
#include "echo/session.hpp"
#include "examples/bytes.hpp"
#include "support/catch.hpp"

using namespace ladder;
using test::as_text;
using namespace std::chrono_literals;

//! [mutex]
/// With clang, `++count_` without the lock does not compile.
class Visits {
 public:
  void one_more() {
    const concurrency::MutexLock lock(mutex_);
    ++count_;
  }
  int count() {
    const concurrency::MutexLock lock(mutex_);
    return count_;
  }

 private:
  concurrency::Mutex mutex_;
  int count_ LADDER_GUARDED_BY(mutex_) = 0;
};
//! [mutex]

TEST_CASE("example: Mutex", "[example][concurrency]") {
  Visits visits;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&visits] {
        for (int n = 0; n < 1'000; ++n) visits.one_more();
      });
  }
  CHECK(visits.count() == 4'000);
}

TEST_CASE("example: ConditionVariable", "[example][concurrency]") {
  //! [condition-variable]
  concurrency::Mutex mutex;
  concurrency::ConditionVariable changed;
  bool done = false;

  const std::jthread other([&] {
    {
      const concurrency::MutexLock lock(mutex);
      done = true;
    }
    changed.notify_one();
  });

  const concurrency::MutexLock lock(mutex);
  while (!done) changed.wait(mutex);  // a loop: a wake-up is no promise
  //! [condition-variable]
  CHECK(done);
}

TEST_CASE("example: BoundedQueue", "[example][concurrency]") {
  //! [bounded-queue]
  concurrency::BoundedQueue<std::string> queue(2);
  std::string first = "first", second = "second", third = "third";
  CHECK(queue.try_push(first));
  CHECK(queue.try_push(second));
  CHECK_FALSE(queue.try_push(third));  // full: the caller says "busy" at once
  CHECK(third == "third");             // and still has it

  CHECK(queue.pop_for(1s) == "first");
  queue.close();
  CHECK(queue.pop_for(1s) == "second");  // what is inside can still be taken
  CHECK(queue.pop_for(1s) == std::nullopt);
  //! [bounded-queue]
}

TEST_CASE("example: ThreadPool", "[example][concurrency]") {
  std::atomic<int> done{0};
  {
    //! [thread-pool]
    concurrency::ThreadPool pool(2, 16);  // two threads; sixteen jobs may wait
    for (int i = 0; i < 10; ++i) {
      concurrency::ThreadPool::Job job = [&done] { ++done; };
      REQUIRE(pool.try_submit(job));  // false: the queue is full, and `job` is untouched
    }
    //! [thread-pool]
  }
  CHECK(done == 10);  // the destructor lets every accepted job run to its end
}

TEST_CASE("example: Stop", "[example][concurrency]") {
  //! [stop]
  concurrency::Stop stop;
  const concurrency::StopTokens tokens = stop.tokens();
  const std::jthread worker([tokens] {
    while (!tokens.drain.stop_requested()) std::this_thread::yield();
  });
  stop.drain();  // the first step: finish what is in flight
  CHECK_FALSE(tokens.abandon.stop_requested());
  stop.abandon();  // the second: end at once
  CHECK(tokens.abandon.stop_requested());
  //! [stop]
}

TEST_CASE("example: echo::Session as a conversation", "[example][echo]") {
  //! [echo-session]
  const seam::TimePoint now = seam::Clock::now();
  echo::Session session;
  CHECK(session.want() == seam::Want::input);

  std::memcpy(session.input_space().data(), "hello", 5);  // what a driver does by recv(2)
  session.input_received(5, now);
  CHECK(seam::has(session.want(), seam::Want::output));
  CHECK(as_text(session.output().memory[0]) == "hello");

  session.output_sent(2, now);  // the socket took two bytes
  CHECK(as_text(session.output().memory[0]) == "llo");

  session.input_received(0, now);  // the peer has ended its side: the rest still goes out
  CHECK(session.want() == seam::Want::output);
  session.output_sent(3, now);
  CHECK(session.want() == seam::Want::close);
  //! [echo-session]
}
