/// \file
/// Serving until a signal (app/serving.hpp). The signals are sent to the whole process, which has one thread
/// that does not block them: this one, and for the time of a test it does.
#include "app/serving.hpp"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/patience.hpp"

using namespace ladder;
using namespace ladder::test;
using namespace std::chrono_literals;

namespace {

/// Puts this thread's mask and the handling of SIGPIPE back.
class SignalsKept {
 public:
  SignalsKept() : pipe_(::signal(SIGPIPE, SIG_DFL)) { (void)::pthread_sigmask(SIG_SETMASK, nullptr, &mask_); }
  ~SignalsKept() {
    (void)::pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
    (void)::signal(SIGPIPE, pipe_);
  }
  SignalsKept(const SignalsKept&) = delete;
  SignalsKept& operator=(const SignalsKept&) = delete;

 private:
  sigset_t mask_{};
  void (*pipe_)(int);
};

void send(int number) { (void)::kill(::getpid(), number); }

}  // namespace

TEST_CASE("A signal that asks for no stop is handed on, before and during the drain", "[app][stage12]") {
  const SignalsKept kept;
  os::StopSignals signals{SIGQUIT, SIGUSR1};
  std::atomic<int> others{0};
  const app::Ended ended = app::serve_until_signal(
      signals, kPatience,
      [&](concurrency::Stop& stop) {
        send(SIGUSR1);
        CHECK(eventually([&] { return others == 1; }));
        CHECK_FALSE(stop.tokens().drain.stop_requested());
        send(SIGQUIT);
        CHECK(eventually([&] { return stop.tokens().drain.stop_requested(); }));
        send(SIGUSR1);
        CHECK(eventually([&] { return others == 2; }));
        CHECK_FALSE(stop.tokens().abandon.stop_requested());
      },
      [](const char*) {}, [&](int number) { others += number == SIGUSR1; });
  CHECK(ended == app::Ended::drained);
}

TEST_CASE("Whatever telling and handling throw, the stop comes", "[app][stage12]") {
  const SignalsKept kept;
  os::StopSignals signals{SIGUSR1};
  std::atomic<int> thrown{0};
  const app::Ended ended = app::serve_until_signal(
      signals, kPatience,
      [&](concurrency::Stop& stop) {
        send(SIGUSR1);
        CHECK(eventually([&] { return thrown == 1; }));
        send(SIGTERM);
        CHECK(eventually([&] { return stop.tokens().drain.stop_requested() && thrown == 2; }));
        send(SIGINT);
        CHECK(eventually([&] { return stop.tokens().abandon.stop_requested(); }));
      },
      [&](const char*) {
        ++thrown;
        throw std::runtime_error("nobody takes it");
      },
      [&](int) {
        ++thrown;
        throw std::bad_alloc();
      });
  CHECK(ended == app::Ended::timed_out);
}

TEST_CASE("An engine that ends by itself, or throws, ends the serving", "[app][stage03]") {
  const SignalsKept kept;
  os::StopSignals signals;
  CHECK(app::serve_until_signal(
            signals, 1s, [](concurrency::Stop&) {}, [](const char*) {}) == app::Ended::drained);
  CHECK_THROWS_AS(
      app::serve_until_signal(
          signals, 1s, [](concurrency::Stop&) { throw std::runtime_error("broken"); }, [](const char*) {}),
      std::runtime_error);
}
