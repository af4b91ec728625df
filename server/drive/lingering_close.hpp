/// \file
/// Lingering close: end a connection whose peer may still be sending, so that it reads our last words instead
/// of a reset. close(2) with unread input makes the kernel send RST, and RST makes the peer's kernel throw
/// away what it has not yet read. So: half-close, read and discard until the peer ends too or the time is
/// over, and only then close. Opened in stage 04; set aside from the accept loop in stage 08. Source: RFC
/// 9112 section 9.6.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstddef>
#include <deque>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "drive/advance.hpp"
#include "os/fd.hpp"
#include "os/socket.hpp"
#include "os/trace.hpp"
#include "seam/conversation.hpp"

namespace ladder::drive {

/// How long a closing connection is read on (nginx: lingering_timeout 5 s). Long enough for a round trip and
/// a retransmission, short enough that a rude client costs little.
inline constexpr std::chrono::milliseconds kLingerTime{2'000};

/// Sends the last words and half-close. A fresh socket's buffer takes a short text whole. Any thread.
void say_goodbye(int fd, std::string_view last_words);

/// Says the last words of `service` to a connection for which there is no room. Any thread that may use the
/// service.
template <class S>
void say_refusal(const os::Accepted& accepted, S& service) {
  os::trace_note(accepted.fd.get(), "refused");
  say_goodbye(accepted.fd.get(), service.refuse(accepted.peer));
}

/// Reads and discards what has come. `close`: the peer has ended or the connection is broken, there is
/// nothing more to wait for. `blocked`: all that has come is read. `yield`: there may be more. Any thread.
Outcome discard_input(int fd);

/// Discards input until the peer ends, `linger` has passed, or `stop_fd` is readable; waits in poll(2).
/// Expects the half-close to be done. Any thread.
void linger_blocking(int fd, int stop_fd, std::chrono::milliseconds linger = kLingerTime);

/// The connections that an accept loop has refused and lets linger beside its work. One thread.
class LingeringClose {
 public:
  /// At most this many linger at once; one more ends the oldest. Bounds the descriptors a flood can hold.
  static constexpr std::size_t kMaxLingering = 256;

  /// Each connection lingers at most this long.
  explicit LingeringClose(std::chrono::milliseconds linger = kLingerTime) : linger_(linger) {}

  /// Takes a connection whose goodbye is said.
  void add(os::Fd fd, seam::TimePoint now);
  /// Closes those whose peers have ended or whose time is over.
  void sweep(seam::TimePoint now);
  /// Waits in poll(2) for one of `fds` to become readable, reading out the lingering ones meanwhile. Returns
  /// after `at_most` (negative: no limit), or when something has lingered long enough. Throws
  /// std::system_error.
  void wait(std::initializer_list<int> fds,
            std::chrono::milliseconds at_most = std::chrono::milliseconds{-1});
  /// Connections that linger now.
  std::size_t size() const { return lingering_.size(); }

 private:
  struct Lingering {
    os::Fd fd;
    seam::TimePoint until;
  };
  std::chrono::milliseconds linger_;
  std::deque<Lingering> lingering_;  // oldest first: all linger equally long
  std::vector<pollfd> watched_;      // kept between waits to keep its memory
};

}  // namespace ladder::drive
