/// \file
/// SIGINT and SIGTERM as a descriptor (os/signals.hpp). Each test runs in a thread of its own, so that the
/// signal mask of the test program stays as it was; the signals are sent to that thread.
#include "os/signals.hpp"

#include <pthread.h>

#include <csignal>
#include <functional>
#include <thread>

#include "os/io.hpp"
#include "support/catch.hpp"
#include "support/patience.hpp"

namespace os = ladder::os;
using std::chrono::milliseconds;

namespace {

/// Runs `body` in a thread and puts back how SIGPIPE is handled, the one thing that is the whole process's.
void in_a_thread(const std::function<void()>& body) {
  const auto before = ::signal(SIGPIPE, SIG_DFL);
  std::thread(body).join();
  (void)::signal(SIGPIPE, before);
}

bool is_readable(const os::StopSignals& signals) {
  return os::wait_ready(signals.fd(), {.readable = true}, -1, milliseconds(0)).readable;
}

bool is_blocked_here(int number) {
  sigset_t mask;
  (void)::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  return sigismember(&mask, number) == 1;
}

}  // namespace

TEST_CASE("A signal makes the descriptor readable until it is taken", "[os][stage01][signalfd.2]") {
  bool before = true, after_signal = false, after_wait = true;
  int first = 0, second = 0;
  in_a_thread([&] {
    os::StopSignals signals;
    before = is_readable(signals);
    (void)::pthread_kill(::pthread_self(), SIGTERM);
    after_signal = is_readable(signals);
    first = signals.wait();
    after_wait = is_readable(signals);
    (void)::pthread_kill(::pthread_self(), SIGINT);
    second = signals.wait();
  });
  CHECK_FALSE(before);
  CHECK(after_signal);
  CHECK(first == SIGTERM);
  CHECK_FALSE(after_wait);
  CHECK(second == SIGINT);
}

TEST_CASE("Taking a signal waits for one", "[os][stage01][signalfd.2]") {
  int taken = 0;
  in_a_thread([&] {
    os::StopSignals signals;
    const std::jthread sender([target = ::pthread_self()] {
      std::this_thread::sleep_for(
          milliseconds(20));  // so that the wait has most likely begun; either way it ends
      (void)::pthread_kill(target, SIGTERM);
    });
    taken = signals.wait();
  });
  CHECK(taken == SIGTERM);
}

TEST_CASE("Threads made later are not interrupted by a stop", "[os][stage03][signal.7]") {
  bool terminate = false, interrupt = false, hang_up = true;
  in_a_thread([&] {
    const os::StopSignals signals;
    std::thread([&] {
      terminate = is_blocked_here(SIGTERM);
      interrupt = is_blocked_here(SIGINT);
      hang_up = is_blocked_here(SIGHUP);
    }).join();
  });
  CHECK(terminate);
  CHECK(interrupt);
  CHECK_FALSE(hang_up);
}

TEST_CASE("A peer that left does not end the program: SIGPIPE is ignored", "[os][stage01][signal.7]") {
  bool ignored = false;
  in_a_thread([&] {
    const os::StopSignals signals;
    struct sigaction action {};
    ignored = ::sigaction(SIGPIPE, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
  });
  CHECK(ignored);
}
