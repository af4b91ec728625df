/// \file
/// Serving until a signal: the first SIGINT or SIGTERM drains, the second ends. Opened in stage 03.
#pragma once

#include <chrono>
#include <functional>

#include "concurrency/stop.hpp"
#include "os/signals.hpp"

namespace ladder::app {

/// How serving ended.
enum class Ended {
  drained,   ///< everything in flight was finished
  timed_out  ///< the drain took too long, or a second signal came: connections were cut
};

/// What is told while it happens: a short text for the log.
using Tell = std::function<void(const char* what)>;
/// What is done at a signal that asks for no stop; called on the watcher's thread.
using OtherSignal = std::function<void(int number)>;

/// Runs `engine` on this thread until it returns; another thread waits for signals. At SIGINT, SIGTERM and
/// SIGQUIT it asks the engine to stop; any other that `signals` takes is handed to `other`. Make the
/// StopSignals first in main(). Throws what the engine throws; what `tell` and `other` throw is dropped.
Ended serve_until_signal(os::StopSignals& signals, std::chrono::milliseconds drain,
                         const std::function<void(concurrency::Stop&)>& engine, const Tell& tell,
                         const OtherSignal& other = {});

}  // namespace ladder::app
