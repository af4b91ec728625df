#include "http/session_clock.hpp"

#include <algorithm>

namespace ladder::http {

namespace {

/// A receiver's kernel takes in up to 32 MB ahead of its program (tcp_rmem, Linux 6.16), and then shows no
/// sign of life until the program has read most of it: at 150 kB/s, 64 seconds were seen behind 11 MB.
/// Whoever reads at least this fast is not taken for one that does not read.
constexpr std::uint64_t kReadBytesPerSecond = std::uint64_t{16} * 1024;
/// The first so many bytes say nothing of a reader: they lie in our own socket's buffer (tcp_wmem: 4 MB) and
/// in the window that every receiver opens at once.
constexpr std::uint64_t kUnreadBytes = std::uint64_t{4} * 1024 * 1024;
/// But no longer than this: who has gone without a word holds its place for so long.
constexpr std::chrono::milliseconds kMostToRead{600'000};

/// How long a peer may be busy with reading what its kernel has taken already.
std::chrono::milliseconds time_to_read(std::uint64_t taken_bytes) {
  const std::uint64_t read_bytes = taken_bytes - std::min(taken_bytes, kUnreadBytes);
  return std::min(std::chrono::milliseconds(std::chrono::seconds(read_bytes / kReadBytesPerSecond)),
                  kMostToRead);
}

}  // namespace

//! [deadline-for]
seam::TimePoint deadline_for(Waiting waiting, const SessionClock& clock, const Limits& limits) {
  // At a stop, who has been accepted and not yet heard, or only half of it, is in flight.
  const seam::TimePoint grace =
      clock.draining() ? std::max(clock.drained, clock.since) + kDrainGrace : seam::kNever;
  switch (waiting) {
    case Waiting::first_request:
      return std::min(clock.since + limits.header_timeout, grace);
    case Waiting::next_request:
      // Who has been answered before knows that a connection may end (RFC 9112 section 9.3.1).
      return std::min(clock.since + limits.idle_timeout, clock.drained);
    case Waiting::head:
      return std::min(clock.request_started + limits.header_timeout, grace);
    case Waiting::body:
      return clock.since + limits.body_timeout;
    case Waiting::peer:
      return clock.since + std::max(limits.answer_timeout, time_to_read(clock.taken_bytes));
    case Waiting::job:
    case Waiting::nothing:
      break;
  }
  return seam::kNever;
}
//! [deadline-for]

std::chrono::milliseconds window_for(Waiting waiting, const Limits& limits) {
  return waiting == Waiting::peer ? limits.answer_timeout : limits.body_timeout;
}

std::string_view complaint_of(Waiting waiting, bool draining) {
  switch (waiting) {
    case Waiting::head:
      return draining ? "" : "request head";
    case Waiting::body:
      return "request body";
    case Waiting::peer:
      return "sending the answer";
    default:
      return "";
  }
}

}  // namespace ladder::http
