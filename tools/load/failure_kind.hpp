/// \file
/// The ways in which a request can fail, and their names in the report.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace ladder::tools::load {

/// Why a request was not answered as it should have been.
enum class FailureKind : std::uint8_t {
  refused,       ///< nobody listens there
  reset,         ///< the other side broke the connection
  timed_out,     ///< no complete answer within --timeout
  closed_early,  ///< the stream ended before the answer did
  wrong_echo,    ///< other bytes came back than were sent
  bad_answer,    ///< not HTTP/1.x
  wrong_length,  ///< a body of another length than the first one, or than --length says
  status_1xx,    ///< an answer with a status that was not asked for, by its class
  status_2xx,
  status_3xx,
  status_4xx,
  status_5xx,
  lost,         ///< UDP: no reply within --timeout
  no_port,      ///< this machine has no port or descriptor left for a connection
  unreachable,  ///< no route to the host
  other
};

/// How many kinds there are.
inline constexpr std::size_t kFailureKinds = static_cast<std::size_t>(FailureKind::other) + 1;

/// Its name in the JSON, "closed_early". Any thread.
std::string_view name(FailureKind kind);

/// In words, for the table: "the connection was closed before the answer was complete". Any thread.
std::string_view in_words(FailureKind kind);

/// What an operation on a socket failed with. Any thread.
FailureKind kind_of(const std::error_code& error);

/// The kind for a status that was not expected; `status` is 100 to 599, anything above counts as 5xx.
FailureKind kind_of_status(int status);

}  // namespace ladder::tools::load
