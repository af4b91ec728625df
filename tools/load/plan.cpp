#include "load/plan.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/udp.hpp>
#include <random>

#include "network/failure.hpp"
#include "network/field.hpp"
#include "network/find_server.hpp"

namespace ladder::tools::load {
namespace {

// Where a message begins in the noise: a prime number of places, so that all are used before one comes again.
constexpr std::size_t kPlaces = 4093;

std::string make_request(const Options& options) {
  std::string request = "GET " + options.target + " HTTP/1.1\r\n";
  bool has_host = false;
  for (const auto& line : options.field_lines) {
    const Field field = parse_field(line);
    has_host = has_host || equal_ignoring_case(field.name, "Host");
    request.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  if (!has_host) request.append("Host: ").append(host_field(options.host, options.port)).append("\r\n");
  if (options.close) request += "Connection: close\r\n";
  return request += "\r\n";
}

std::string make_noise(std::size_t bytes) {
  std::mt19937 random;  // the same bytes in every run: a run can be repeated
  std::string noise(bytes, '\0');
  for (char& byte : noise) byte = static_cast<char>(random() & 0xffU);
  return noise;
}

}  // namespace

Plan::Plan(const Options& wanted) : options(wanted), expected_length(wanted.length_bytes) {
  asio::io_context context(1);
  if (options.protocol == Protocol::udp) {
    std::error_code error;
    const auto found = asio::ip::udp::resolver(context).resolve(options.host, options.port, error);
    if (error) throw NetworkFailure(authority(options.host, options.port), error);
    const auto endpoint = found.begin()->endpoint();
    address = endpoint.address();
    port = endpoint.port();
  } else {
    const auto endpoint = find_tcp_server(context, options.host, options.port, options.timeout);
    address = endpoint.address();
    port = endpoint.port();
  }
  if (options.protocol != Protocol::http) {
    noise = make_noise(options.size_bytes + kPlaces);
    return;
  }
  const std::string request = make_request(options);
  request_bytes = request.size();
  for (unsigned copy = 0; copy < options.pipeline; ++copy) requests += request;
}

std::string_view Plan::message(std::uint64_t number, std::size_t bytes) const {
  return std::string_view(noise).substr(number % kPlaces, bytes);
}

}  // namespace ladder::tools::load
