/// \file
/// How the clients fail: one exception with one line that a person can act on.
/// "127.0.0.1:8080: connection refused". Shared by client and client_udp.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace ladder::tools {

/// The network, or the machine at its other end, did not do what was asked. what() is the line to print.
class NetworkFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  /// "where: what went wrong".
  NetworkFailure(std::string_view where, const std::error_code& error);
};

/// An error code of Asio in plain words. Any thread.
std::string failure_text(const std::error_code& error);

/// A duration in seconds: "10 s", "0.25 s". Any thread.
std::string in_seconds(std::chrono::milliseconds duration);

/// "127.0.0.1:8080", or "[::1]:8080" as it stands in a URL (RFC 3986 section 3.2.2). Any thread.
std::string authority(std::string_view host, std::string_view port);

/// What stands in the Host field: the authority, its port left out where it is the scheme's own (RFC 9110
/// section 7.2). Any thread.
std::string host_field(std::string_view host, std::string_view port);

}  // namespace ladder::tools
