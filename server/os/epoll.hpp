/// \file
/// Epoll: one set of watched descriptors. Opened in stage 09. Source: man 7 epoll.
#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <span>

#include "os/fd.hpp"

namespace ladder::os {

/// Used by one thread. A descriptor leaves the set when it is closed.
///
/// \par Example
/// \snippet examples/os.cpp epoll
class Epoll {
 public:
  Epoll();  ///< Throws std::system_error.

  /// Watches `fd` for `events`; `tag` comes back with each event. 0, or the error number (ENOMEM, ENOSPC).
  int add(int fd, std::uint32_t events, void* tag);
  /// The same with a number for a tag.
  int add(int fd, std::uint32_t events, std::uint64_t tag);
  /// Stops watching. Harmless if it is not watched.
  void remove(int fd);

  /// Waits for events, at most `timeout_ms` (negative: for ever), and returns those that came. EINTR counts
  /// as none. Throws std::system_error.
  std::span<epoll_event> wait(std::span<epoll_event> space, int timeout_ms);

 private:
  Fd fd_;
};

}  // namespace ladder::os
