/// \file
/// Fd: the only owner of a file descriptor. Everywhere else an `int` merely borrows one.
/// Opened in stage 01. Source: man 2 close.
#pragma once

#include <unistd.h>

#include <utility>

#include "os/trace.hpp"

namespace ladder::os {

/// Owns one descriptor and closes it. Move-only. Not safe for concurrent use of one object.
///
/// \par Example
/// \snippet examples/os.cpp fd
//! [fd]
class Fd {
 public:
  Fd() = default;
  /// Takes `fd` over; -1 owns nothing.
  explicit Fd(int fd) : fd_(fd) {}
  /// Takes it over from `other`, which then owns nothing.
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  /// Closes its own first.
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }

  /// Lends the number; -1 if it owns nothing.
  int get() const { return fd_; }
  /// True if it owns a descriptor.
  explicit operator bool() const { return fd_ >= 0; }
  /// Gives the ownership up: the caller closes.
  int release() { return std::exchange(fd_, -1); }

  /// Closes now. close(2) frees the descriptor even when it reports an error, so there is nothing to retry.
  void reset() {
    if (fd_ < 0) return;
    if (Trace* const trace = Trace::active()) trace->closed(fd_);
    (void)::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};
//! [fd]

}  // namespace ladder::os
