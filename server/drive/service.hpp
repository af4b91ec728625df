/// \file
/// Service: where a driver gets its conversations from. One object a worker, used by that worker's thread
/// only. Opened in stage 03.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "os/address.hpp"
#include "seam/conversation.hpp"
#include "seam/waker.hpp"

namespace ladder::drive {

/// What a driver asks of the protocol side:
/// | call | meaning |
/// |---|---|
/// | start(peer, waker, now) | the conversation for a connection just taken on, and what wakes it |
/// | refuse(peer) | the bytes a client reads when there is no room ("busy", a 503) |
/// | accept_failed(error) | no connection could be accepted: `error` says what has run out |
/// | about_to_wait() | the worker has nothing to do: a moment to flush logs; returns when it wants to be
/// called again, although nothing may have come: never, or about then |
template <class S>
concept Service = requires(S s, const os::Address& peer, const seam::Waker& waker, seam::TimePoint now) {
  requires seam::Conversation<typename S::Conversation>;
  { s.start(peer, waker, now) } -> std::same_as<typename S::Conversation>;
  { s.refuse(peer) } -> std::convertible_to<std::string_view>;
  s.accept_failed(int{});
  { s.about_to_wait() } -> std::same_as<seam::TimePoint>;
};

/// Makes the service of one worker. Called once a worker, before its thread runs.
template <Service S>
using MakeService = std::function<std::unique_ptr<S>()>;

}  // namespace ladder::drive
