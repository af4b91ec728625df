/// \file
/// Waker: the way from anywhere in the program to one conversation. Whoever has news for it (a topic that it
/// listens to, another conversation) calls its waker; its driver then calls woken() on the conversation's own
/// thread. It names a place and a generation of it, not an address: a call that comes too late reaches
/// nobody. Opened in stage 09.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

namespace ladder::seam {

/// A driver's side of its wakers. It lives as long as one of them.
class Wakeable {
 public:
  Wakeable() = default;
  Wakeable(const Wakeable&) = delete;
  Wakeable& operator=(const Wakeable&) = delete;
  virtual ~Wakeable() = default;
  /// Sees to it that the conversation in place `index` is woken soon, if it is still that `generation` of it.
  /// Any thread.
  virtual void wake(std::uint32_t index, std::uint32_t generation) noexcept = 0;
};

//! [waker]
/// Copies wake the same conversation. It may be kept longer than the conversation and longer than the server.
class Waker {
 public:
  /// Wakes nobody: what a driver gives that cannot be woken.
  Waker() = default;
  /// For drivers: wakes `generation` of place `index` there.
  Waker(std::shared_ptr<Wakeable> there, std::uint32_t index, std::uint32_t generation)
      : there_(std::move(there)), index_(index), generation_(generation) {}

  /// Has woken() called, once for all calls that come before it. Takes no memory, cannot fail. Any thread.
  void wake() const noexcept {
    if (there_ != nullptr) there_->wake(index_, generation_);
  }
  /// True if it can wake: under a driver that cannot be woken, a conversation looks by itself, at its
  /// deadlines.
  explicit operator bool() const noexcept { return there_ != nullptr; }

 private:
  std::shared_ptr<Wakeable> there_;
  std::uint32_t index_ = 0;
  std::uint32_t generation_ = 0;
};
//! [waker]

}  // namespace ladder::seam
