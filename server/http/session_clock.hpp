/// \file
/// How long a Session waits, and for what: the one table of its deadlines. Opened in stage 08.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "http/limits.hpp"
#include "seam/conversation.hpp"

namespace ladder::http {

/// What a session waits for.
enum class Waiting : std::uint8_t {
  first_request,  ///< of a connection that has not been answered yet
  next_request,   ///< of one that has
  head,           ///< the rest of a head that has begun
  body,           ///< more of a body
  peer,           ///< to read what it was answered
  job,            ///< a job that runs elsewhere
  nothing         ///< it is over
};

/// The moments from which times are counted.
struct SessionClock {
  seam::TimePoint since;              ///< it waits since then; a body or an answer: its window has begun then
  seam::TimePoint request_started{};  ///< the first byte of the request in hand
  seam::TimePoint drained = seam::kNever;  ///< the server is stopping since then
  std::uint64_t taken_bytes = 0;  ///< of the answers that are being sent, the socket has taken so much
  /// True once the server is stopping.
  bool draining() const { return drained != seam::kNever; }
};

/// The moment when a session that waits for `waiting` has waited long enough; kNever for a job and for
/// nothing.
seam::TimePoint deadline_for(Waiting waiting, const SessionClock& clock, const Limits& limits);

/// How often the progress of a body or an answer is looked at.
std::chrono::milliseconds window_for(Waiting waiting, const Limits& limits);

/// What the log says of a wait that was too long. Empty: nothing; the peer did not owe us anything.
std::string_view complaint_of(Waiting waiting, bool draining);

}  // namespace ladder::http
