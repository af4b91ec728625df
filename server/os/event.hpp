/// \file
/// Event: a descriptor that one thread makes readable to wake another out of poll or epoll.
/// Opened in stage 03. Source: man 2 eventfd.
#pragma once

#include "os/fd.hpp"

namespace ladder::os {

/// set() may be called from any thread, and from several at once.
///
/// \par Example
/// \snippet examples/os.cpp event
class Event {
 public:
  Event();  ///< Throws std::system_error.
  /// Makes the descriptor readable until the next clear().
  void set();
  /// Makes it unreadable again.
  void clear();
  /// Borrow it to wait; any thread. It stays readable until clear(), however often it was set.
  int fd() const { return fd_.get(); }

 private:
  Fd fd_;
};

}  // namespace ladder::os
