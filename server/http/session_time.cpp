/// \file
/// The third part of http::Session: what it waits for, how progress is counted, and what a passed deadline
/// does. How long it waits stands in http/session_clock.cpp.

#include "http/session.hpp"

namespace ladder::http {

using seam::TimePoint;

//! [waiting]
/// What is waited for follows from the state, and how long from what is waited for.
Waiting Session::waiting() const {
  if (sending()) return Waiting::peer;
  switch (state_) {
    case State::idle:
      return requests_ == 0 ? Waiting::first_request : Waiting::next_request;
    case State::head:
      return Waiting::head;
    case State::work:
      return Waiting::job;
    case State::body:
      return Waiting::body;
    default:
      return Waiting::nothing;
  }
}

TimePoint Session::deadline() const { return deadline_for(waiting(), clock_, context_->limits); }
//! [waiting]

//! [drain]
void Session::drain(TimePoint now) { clock_.drained = now; }
//! [drain]

//! [expire]
void Session::expire(TimePoint now) {
  if (now < deadline()) return;
  const Waiting waited = waiting();
  const std::string_view complaint = complaint_of(waited, clock_.draining());
  if (context_->observer != nullptr && !complaint.empty()) context_->observer->timed_out(client_, complaint);
  if (complaint.empty() || waited == Waiting::peer) {
    state_ = State::closed;
    return;
  }
  const bool in_head = waited == Waiting::head;
  refuse(Status::request_timeout,
         in_head ? "the request head took too long" : "the request body stopped coming", now);
}
//! [expire]

//! [window]
/// A body or an answer is looked at once a window. Bytes that trickle move no deadline, enough of them do.
/// While an answer is queued no input is wanted, so one window serves for both; and what comes behind the
/// answer is waited for from its end on.
void Session::begin_window(TimePoint now) {
  window_bytes_ = 0;
  clock_.since = now;
}

void Session::count_in_window(std::uint64_t bytes, TimePoint now) {
  window_bytes_ += bytes;
  const auto window = static_cast<std::uint64_t>(window_for(waiting(), context_->limits).count());
  if (bytes > 0 && window_bytes_ >= context_->limits.min_rate_bytes * window / 1'000) begin_window(now);
}

/// What the socket has taken may still lie there: the peer's own progress counts, not the kernel's.
void Session::output_acknowledged(std::uint64_t bytes, TimePoint now) {
  if (sending()) count_in_window(bytes, now);
}
//! [window]

}  // namespace ladder::http
