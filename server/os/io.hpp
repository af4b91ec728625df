/// \file
/// Moving bytes: the one receive and the one send of the whole library, and how they report.
/// Opened in stage 01. Sources: man 2 recv, man 2 sendmsg, man 2 sendfile, man 2 poll.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ladder::os {

//! [io-result]
/// What one I/O call did. Never folded into one number: "nothing yet", "the end" and "broken" are different.
struct IoResult {
  enum class Kind : std::uint8_t { transferred, end_of_stream, would_block, failed };
  Kind kind = Kind::failed;
  int error_number = 0;   ///< Kind::failed
  std::size_t bytes = 0;  ///< Kind::transferred: at least 1 (a send of nothing: 0)
};
//! [io-result]

/// Receives what is there, at most `space`, never waiting. Retries EINTR. Any thread.
///
/// \par Example
/// \snippet examples/os.cpp send-receive
IoResult receive_some(int fd, std::span<std::byte> space);

/// Whether more will be sent at once: lets the kernel fill whole segments (MSG_MORE).
enum class More : bool { no, yes };

/// Sends what the socket takes of the buffers, in order, never waiting, never raising SIGPIPE. Any thread.
IoResult send_some(int fd, std::span<const std::span<const std::byte>> buffers, More more = More::no);

/// Sends a stretch of a file by sendfile(2), never waiting (the socket must be non-blocking). A file that
/// ends before the stretch does is `end_of_stream`: the promised bytes do not exist any more. Any thread.
IoResult send_file_some(int socket_fd, int file_fd, std::uint64_t offset, std::size_t length_bytes);

/// Writes to a pipe, a terminal or a file; waits if it must (see wait_ready()). Retries EINTR. Any thread.
/// Source: man 2 write.
IoResult write_some(int fd, std::span<const std::byte> bytes);

/// What wait_ready() waits for.
struct Interest {
  bool readable = false;
  bool writable = false;
};

/// How long to wait at most; negative: for ever.
using WaitTime = std::chrono::milliseconds;
/// No limit to a wait.
inline constexpr WaitTime kWaitForever{-1};

/// What ended a wait.
struct Ready {
  bool readable = false;  ///< also set on an error or hang-up: the next call will report it
  bool writable = false;
  bool stopped = false;  ///< `stop_fd` became readable
  /// True if the wait ended because the time was over.
  bool timed_out() const { return !readable && !writable && !stopped; }
};

/// Waits in poll(2) until `fd` is ready, `stop_fd` (if not -1) is readable, or the time is over. May return
/// early with nothing set only when the time is over; EINTR is retried. Throws std::system_error. Any thread.
///
/// \par Example
/// \snippet examples/os.cpp wait-ready
Ready wait_ready(int fd, Interest interest, int stop_fd, WaitTime at_most = kWaitForever);

}  // namespace ladder::os
