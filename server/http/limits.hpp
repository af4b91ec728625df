/// \file
/// The limits of one HTTP connection, each with its default and the reason for it.
/// Opened in stage 05; the deadlines are put to work in stage 08.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ladder::http {

/// Every limit is an option of the complete server (see app/options.hpp).
struct Limits {
  /// Longest request target. RFC 9112 section 3 asks every server for at least 8,000 bytes.
  std::size_t target_bytes = 8'000;
  /// Longest head: request line, fields and the empty line (nginx: 4 x 8k). Also bounds the trailers.
  std::size_t head_bytes = std::size_t{32} * 1024;
  /// Most field lines in one head; keeps the cost of looking a field up bounded.
  std::size_t fields = 100;
  /// Largest request body (nginx: 1 MiB). An upload of this size is streamed, not held in memory.
  std::uint64_t body_bytes = 16ULL * 1024 * 1024;
  /// Requests answered on one connection before the server closes it: the specification's 100.
  std::uint32_t requests = 100;
  /// A head must be complete this long after its first byte (nginx 60 s, h2o 10 s).
  std::chrono::milliseconds header_timeout{10'000};
  /// A body is looked at this often: it must have made progress meanwhile.
  std::chrono::milliseconds body_timeout{10'000};
  /// The same for the sending of an answer (nginx: send_timeout 60 s). Longer, since a peer that reads all
  /// the time is seen to do so in steps; and longer still behind a megabyte that its kernel has taken at
  /// once: see deadline_for().
  std::chrono::milliseconds answer_timeout{30'000};
  /// How much progress that is: bytes a second that must have come, or been acknowledged by the peer. A
  /// telephone on a bad line brings more; a client that sends one byte every few seconds, to hold a place,
  /// does not (Apache's mod_reqtimeout asks for 500).
  std::uint64_t min_rate_bytes = 1'024;
  /// A connection without a request in progress is closed after this time.
  std::chrono::milliseconds idle_timeout{15'000};
};

/// After a stop, a connection that has been accepted and has not yet said anything is given this long: its
/// request may be on its way. Two round trips around the world.
inline constexpr std::chrono::milliseconds kDrainGrace{500};

/// "No limit" for a duration: far away, yet safe to add to any time point.
inline constexpr std::chrono::milliseconds kNoTimeout = std::chrono::hours(24 * 365);

/// The limits of stages 05 to 07, which do not know deadlines yet: a slow client holds a worker for ever.
inline Limits without_deadlines() {
  Limits limits;
  limits.header_timeout = limits.body_timeout = limits.answer_timeout = limits.idle_timeout = kNoTimeout;
  return limits;
}

}  // namespace ladder::http
