#include "network/failure.hpp"

#include <asio/error.hpp>

namespace ladder::tools {

NetworkFailure::NetworkFailure(std::string_view where, const std::error_code& error)
    : std::runtime_error(std::string(where) + ": " + failure_text(error)) {}

std::string failure_text(const std::error_code& error) {
  if (error == asio::error::host_not_found || error == asio::error::no_data) return "unknown host";
  if (error == asio::error::host_not_found_try_again)
    return "the host's name cannot be looked up at the moment";
  if (error == asio::error::connection_refused) return "connection refused (is a server listening there?)";
  if (error == asio::error::connection_reset) return "the connection was reset by the other side";
  if (error == asio::error::broken_pipe) return "the other side has closed the connection";
  if (error == asio::error::timed_out) return "connection timed out";
  return error.message();
}

std::string in_seconds(std::chrono::milliseconds duration) {
  constexpr int kMillisecondsASecond = 1000;
  std::string text = std::to_string(duration.count() / kMillisecondsASecond);
  if (const auto rest = duration.count() % kMillisecondsASecond; rest != 0) {
    const std::string digits = std::to_string(kMillisecondsASecond + rest).substr(1);
    text += '.' + digits.substr(0, digits.find_last_not_of('0') + 1);
  }
  return text + " s";
}

std::string authority(std::string_view host, std::string_view port) {
  const bool is_ipv6 = host.find(':') != std::string_view::npos && !host.starts_with('[');
  std::string text = is_ipv6 ? '[' + std::string(host) + ']' : std::string(host);
  return text.append(":").append(port);
}

std::string host_field(std::string_view host, std::string_view port) {
  constexpr std::string_view kDefaultPort = "80";
  std::string text = authority(host, port);
  if (port == kDefaultPort) text.resize(text.size() - port.size() - 1);
  return text;
}

}  // namespace ladder::tools
