#include "app/serving.hpp"

#include <atomic>
#include <thread>

#include "os/event.hpp"
#include "os/io.hpp"

namespace ladder::app {

//! [serve-until-signal]
Ended serve_until_signal(os::StopSignals& signals, std::chrono::milliseconds drain,
                         const std::function<void(concurrency::Stop&)>& engine, const Tell& tell) {
  concurrency::Stop stop;
  os::Event finished;
  std::atomic<bool> cut{false};
  const std::jthread watcher([&] {
    if (os::wait_ready(signals.fd(), {.readable = true}, finished.fd()).stopped) return;
    (void)signals.wait();
    tell("stopping: finishing what is in flight");
    stop.drain();
    const os::Ready ready = os::wait_ready(signals.fd(), {.readable = true}, finished.fd(), drain);
    if (ready.stopped) return;
    tell(ready.readable ? "second signal: ending at once" : "the drain took too long: ending now");
    cut = true;
    stop.abandon();
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
