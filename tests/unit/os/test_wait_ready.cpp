/// \file
/// Waiting in poll(2) (os/io.hpp, wait_ready).
#include <sys/time.h>

#include <csignal>
#include <thread>

#include "os/event.hpp"
#include "os/io.hpp"
#include "support/catch.hpp"
#include "support/client.hpp"
#include "support/sockets.hpp"

namespace os = ladder::os;
using namespace ladder::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// A signal every 5 ms whose handler makes every system call return EINTR.
class Interruptions {
 public:
  Interruptions() {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    os::check(::sigaction(SIGALRM, &action, &before_), "sigaction");
    const itimerval often{{0, 5'000}, {0, 5'000}};
    os::check(::setitimer(ITIMER_REAL, &often, nullptr), "setitimer");
  }
  ~Interruptions() {
    const itimerval never{};
    (void)::setitimer(ITIMER_REAL, &never, nullptr);
    (void)::sigaction(SIGALRM, &before_, nullptr);
  }
  Interruptions(const Interruptions&) = delete;
  Interruptions& operator=(const Interruptions&) = delete;

 private:
  struct sigaction before_ {};
};

}  // namespace

TEST_CASE("Waiting tells readable from writable", "[os][stage01][poll.2]") {
  const Sockets sockets = unix_pair();
  const int fd = sockets.ours.get();
  const os::Ready writable = os::wait_ready(fd, {true, true}, -1, kPatience);
  CHECK(writable.writable);
  CHECK_FALSE(writable.readable);
  (void)send_text(sockets.peers.get(), "x");
  (void)fill(fd);
  const os::Ready readable = os::wait_ready(fd, {true, true}, -1, kPatience);
  CHECK(readable.readable);
  CHECK_FALSE(readable.writable);
}

TEST_CASE("What nobody is interested in does not end a wait", "[os][stage01][poll.2]") {
  const Sockets sockets = unix_pair();
  (void)send_text(sockets.peers.get(), "x");
  (void)fill(sockets.ours.get());
  CHECK(os::wait_ready(sockets.ours.get(), {.writable = true}, -1, milliseconds(1)).timed_out());
  CHECK(os::wait_ready(sockets.ours.get(), {}, -1, milliseconds(1)).timed_out());
}

TEST_CASE("A stop ends a wait and is told apart from bytes", "[os][stage03][poll.2]") {
  const Sockets sockets = unix_pair();
  os::Event stop;
  stop.set();
  const os::Ready stopped = os::wait_ready(sockets.ours.get(), {.readable = true}, stop.fd(), kPatience);
  CHECK(stopped.stopped);
  CHECK_FALSE(stopped.readable);
  (void)send_text(sockets.peers.get(), "x");
  const os::Ready both = os::wait_ready(sockets.ours.get(), {.readable = true}, stop.fd(), kPatience);
  CHECK(both.stopped);
  CHECK(both.readable);
}

TEST_CASE("A stop from another thread wakes a wait without a limit", "[os][stage03][poll.2]") {
  const Sockets sockets = unix_pair();
  os::Event stop;
  const std::jthread stopper([&stop] {
    std::this_thread::sleep_for(
        milliseconds(20));  // so that the wait has most likely begun; either way it ends
    stop.set();
  });
  CHECK(os::wait_ready(sockets.ours.get(), {.readable = true}, stop.fd()).stopped);
}

TEST_CASE("A wait lasts at least as long as asked for", "[os][stage03][poll.2]") {
  const Sockets sockets = unix_pair();
  const auto before = steady_clock::now();
  CHECK(os::wait_ready(sockets.ours.get(), {.readable = true}, -1, milliseconds(30)).timed_out());
  CHECK(steady_clock::now() - before >= milliseconds(30));
}

TEST_CASE("A wait of no time at all looks once", "[os][stage03][poll.2]") {
  const Sockets sockets = unix_pair();
  CHECK(os::wait_ready(sockets.ours.get(), {.readable = true}, -1, milliseconds(0)).timed_out());
  (void)send_text(sockets.peers.get(), "x");
  CHECK(os::wait_ready(sockets.ours.get(), {.readable = true}, -1, milliseconds(0)).readable);
}

TEST_CASE("A hang-up and an error end a wait, so that the next call reports them", "[os][stage03][poll.2]") {
  Sockets ended = unix_pair();
  ended.peers.reset();
  CHECK(os::wait_ready(ended.ours.get(), {.readable = true}, -1, kPatience).readable);
  Sockets broken = tcp_pair();
  (void)fill(broken.ours.get());
  Client(std::move(broken.peers)).reset();
  CHECK(os::wait_ready(broken.ours.get(), {.writable = true}, -1, kPatience).writable);
}

TEST_CASE("An interrupted wait goes on until its time is over", "[os][stage03][poll.2]") {
  const Sockets sockets = unix_pair();
  const auto before = steady_clock::now();
  const Interruptions interruptions;
  CHECK(os::wait_ready(sockets.ours.get(), {.readable = true}, -1, milliseconds(50)).timed_out());
  CHECK(steady_clock::now() - before >= milliseconds(50));
}
