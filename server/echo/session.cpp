#include "echo/session.hpp"

namespace ladder::echo {

using seam::Want;

//! [echo-want]
Want Session::want() const {
  const bool empty = begin_ == end_;
  if (!empty) return end_ == kBufferBytes || ended_ ? Want::output : Want::input | Want::output;
  if (!ended_) return Want::input;
  // Ended by the server, the peer may still be sending: a plain close would answer that with a reset.
  return draining_ ? Want::linger : Want::close;
}
//! [echo-want]

//! [echo-input]
std::span<std::byte> Session::input_space() {
  // Here and not when the last byte leaves: a receive into the old space may still be in flight then.
  if (begin_ == end_) begin_ = end_ = 0;
  return std::span(buffer_).subspan(end_);
}

void Session::input_received(std::size_t bytes, seam::TimePoint) {
  if (bytes == 0) ended_ = true;
  end_ += bytes;
}
//! [echo-input]

void Session::expire(seam::TimePoint now) {
  if (now >= deadline_) ended_ = true;
}

void Session::drain(seam::TimePoint now) {
  draining_ = true;
  deadline_ = now;
}

//! [echo-output]
seam::Output Session::output() const {
  seam::Output out;
  out.memory[0] = std::span(buffer_).subspan(begin_, end_ - begin_);
  return out;
}

void Session::output_sent(std::size_t bytes, seam::TimePoint) { begin_ += bytes; }
//! [echo-output]

}  // namespace ladder::echo
