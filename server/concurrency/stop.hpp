/// \file
/// Stop: a stop in two steps. First drain: take nothing new, finish what is in flight. Then abandon: end at
/// once. Opened in stage 03.
#pragma once

#include <stop_token>

namespace ladder::concurrency {

/// What a running part of the server watches. Copies share the state. Any thread.
struct StopTokens {
  std::stop_token drain;    ///< requested at the first signal
  std::stop_token abandon;  ///< requested at the second signal, or when the drain takes too long
};

/// Who stops the server holds this. Any thread.
///
/// \par Example
/// \snippet examples/concurrency.cpp stop
class Stop {
 public:
  /// Tokens that tell of both steps, also of those already taken.
  StopTokens tokens() const { return {drain_.get_token(), abandon_.get_token()}; }
  /// The first step: runs, on this thread, what was to be called at it. A second call does nothing.
  void drain() { drain_.request_stop(); }
  /// Also asks for the drain, so that nobody waits for a first step that never came.
  void abandon() {
    abandon_.request_stop();
    drain_.request_stop();
  }

 private:
  std::stop_source drain_;
  std::stop_source abandon_;
};

}  // namespace ladder::concurrency
