#include "http/session_clock.hpp"

#include <algorithm>

namespace ladder::http {

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
    case Waiting::peer:
      return clock.since + window_for(waiting, limits);
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
