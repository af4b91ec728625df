/// \file
/// A blocking call with a time limit, made of an asynchronous one: the clients do one thing at a time, yet
/// never wait for ever. Source: Asio's examples, cpp11/timeouts/blocking_tcp_client.cpp.
#pragma once

#include <asio/io_context.hpp>
#include <chrono>

namespace ladder::tools {

/// Runs the operation just started on `context` until it is complete, at most for `limit`. When the time is
/// up the operation is cancelled, its handler still runs, and false is returned. Not for several threads.
template <class Cancellable>
bool run_within(asio::io_context& context, std::chrono::milliseconds limit, Cancellable& object) {
  context.restart();
  context.run_for(limit);
  if (context.stopped()) return true;
  object.cancel();
  context.run();
  return false;
}

}  // namespace ladder::tools
