#include "app/serving.hpp"

#include <atomic>
#include <thread>

#include "os/event.hpp"
#include "os/io.hpp"
#include "os/memory.hpp"

namespace ladder::app {

namespace {

/// After a burst the memory that it took is given back within this time.
constexpr std::chrono::seconds kHousekeeping{20};

}  // namespace

//! [serve-until-signal]
Ended serve_until_signal(os::StopSignals& signals, std::chrono::milliseconds drain,
                         const std::function<void(concurrency::Stop&)>& engine, const Tell& tell) {
  concurrency::Stop stop;
  os::Event finished;
  std::atomic<bool> cut{false};
  const std::jthread watcher([&] {
    for (;;) {
      const os::Ready ready = os::wait_ready(signals.fd(), {.readable = true}, finished.fd(), kHousekeeping);
      if (ready.stopped) return;
      if (ready.readable) break;
      os::give_back_memory();
    }
    (void)signals.wait();
    stop.drain();  // first: telling may take as long as whoever reads it
    tell("stopping: finishing what is in flight");
    const os::Ready ready = os::wait_ready(signals.fd(), {.readable = true}, finished.fd(), drain);
    if (ready.stopped) return;
    cut = true;
    stop.abandon();
    tell(ready.readable ? "second signal: ending at once" : "the drain took too long: ending now");
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
