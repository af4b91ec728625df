#include "app/serving.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <exception>
#include <thread>

#include "os/event.hpp"
#include "os/io.hpp"
#include "os/memory.hpp"

namespace ladder::app {

namespace {

using std::chrono::steady_clock;

/// After a burst the memory that it took is given back within this time.
constexpr std::chrono::seconds kHousekeeping{5};
/// Between two attempts to wait, where waiting fails for want of memory.
constexpr std::chrono::milliseconds kRest{100};

/// What the watcher has waited for.
enum class Came { stop, end_of_engine, end_of_time };

bool asks_to_stop(int signal) { return signal == SIGINT || signal == SIGTERM || signal == SIGQUIT; }

os::WaitTime wait_until(steady_clock::time_point until) {
  const auto left = std::chrono::ceil<os::WaitTime>(until - steady_clock::now());
  return std::clamp<os::WaitTime>(left, os::WaitTime::zero(), kHousekeeping);
}

//! [wait-for-stop]
/// Until a signal asks for a stop, the engine has ended, or time is over; other signals are handed on
/// meanwhile. It outlives every failure: a server whose watcher is gone could not be stopped any more.
Came wait_for_stop(os::StopSignals& signals, const os::Event& finished, steady_clock::time_point until,
                   const OtherSignal& other) noexcept {
  while (steady_clock::now() < until) {
    try {
      const os::Ready ready =
          os::wait_ready(signals.fd(), {.readable = true}, finished.fd(), wait_until(until));
      if (ready.stopped) return Came::end_of_engine;
      const int signal = ready.readable ? signals.wait() : 0;
      if (asks_to_stop(signal)) return Came::stop;
      if (signal != 0 && other) other(signal);
      if (signal == 0) os::give_back_memory();
    } catch (const std::exception&) {
      std::this_thread::sleep_for(kRest);
    }
  }
  return Came::end_of_time;
}
//! [wait-for-stop]

/// A text for which there is no memory is left out.
void tell_if_possible(const Tell& tell, const char* what) noexcept try {
  tell(what);
} catch (const std::exception&) {
}

}  // namespace

//! [serve-until-signal]
Ended serve_until_signal(os::StopSignals& signals, std::chrono::milliseconds drain,
                         const std::function<void(concurrency::Stop&)>& engine, const Tell& tell,
                         const OtherSignal& other) {
  concurrency::Stop stop;
  os::Event finished;
  std::atomic<bool> cut{false};
  const std::jthread watcher([&] {
    constexpr auto kNever = steady_clock::time_point::max();
    if (wait_for_stop(signals, finished, kNever, other) == Came::end_of_engine) return;
    stop.drain();  // first: telling may take as long as whoever reads it
    tell_if_possible(tell, "stopping: finishing what is in flight");
    const Came came = wait_for_stop(signals, finished, steady_clock::now() + drain, other);
    if (came == Came::end_of_engine) return;
    cut = true;
    stop.abandon();
    tell_if_possible(
        tell, came == Came::stop ? "second signal: ending at once" : "the drain took too long: ending now");
  });
  // Also when the engine throws: the watcher must end before it is joined.
  const struct SetOnExit {
    os::Event& event;
    ~SetOnExit() { event.set(); }
  } set_on_exit{finished};
  engine(stop);
  return cut ? Ended::timed_out : Ended::drained;
}
//! [serve-until-signal]

}  // namespace ladder::app
