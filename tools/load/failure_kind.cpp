#include "load/failure_kind.hpp"

#include <algorithm>
#include <asio/error.hpp>

namespace ladder::tools::load {
namespace {

struct Names {
  std::string_view name;
  std::string_view words;
};

// In the order of the enumeration.
constexpr std::array<Names, kFailureKinds> kNames{{
    {"refused", "connection refused (is a server listening there?)"},
    {"reset", "the connection was reset by the other side"},
    {"timed_out", "no complete answer in time (--timeout)"},
    {"closed_early", "closed before the answer was complete"},
    {"wrong_echo", "other bytes came back than were sent"},
    {"bad_answer", "the answer is not HTTP/1.x"},
    {"wrong_length", "a body of another length"},
    {"status_1xx", "status 1xx"},
    {"status_2xx", "status 2xx"},
    {"status_3xx", "status 3xx"},
    {"status_4xx", "status 4xx"},
    {"status_5xx", "status 5xx"},
    {"lost", "no reply in time (--timeout): lost"},
    {"no_port", "no port or descriptor left on this machine"},
    {"unreachable", "no route to the host"},
    {"other", "another failure of the network"},
}};

const Names& names(FailureKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

}  // namespace

std::string_view name(FailureKind kind) { return names(kind).name; }

std::string_view in_words(FailureKind kind) { return names(kind).words; }

FailureKind kind_of(const std::error_code& error) {
  if (error == asio::error::connection_refused) return FailureKind::refused;
  if (error == asio::error::connection_reset || error == asio::error::broken_pipe ||
      error == asio::error::connection_aborted)
    return FailureKind::reset;
  if (error == asio::error::eof) return FailureKind::closed_early;
  if (error == asio::error::timed_out) return FailureKind::timed_out;
  // Linux tells of used-up ephemeral ports with EADDRNOTAVAIL (man 2 connect).
  if (error == std::errc::address_not_available || error == asio::error::no_descriptors)
    return FailureKind::no_port;
  if (error == asio::error::host_unreachable || error == asio::error::network_unreachable)
    return FailureKind::unreachable;
  return FailureKind::other;
}

FailureKind kind_of_status(int status) {
  const int status_class = std::clamp(status / 100, 1, 5);
  return static_cast<FailureKind>(static_cast<int>(FailureKind::status_1xx) + status_class - 1);
}

}  // namespace ladder::tools::load
