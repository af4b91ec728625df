#include "load/plan.hpp"

#include <asio/connect.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <random>

#include "network/failure.hpp"
#include "network/field.hpp"
#include "network/run_within.hpp"

namespace ladder::tools::load {
namespace {

// Where a message begins in the noise: a prime number of places, so that all are used before one comes again.
constexpr std::size_t kPlaces = 4093;

template <class Protocol>
auto look_up(asio::io_context& context, const Options& options) {
  std::error_code error;
  const auto found = typename Protocol::resolver(context).resolve(options.host, options.port, error);
  if (error) throw NetworkFailure(authority(options.host, options.port), error);
  return found;
}

// A name often stands for an IPv6 and an IPv4 address, of which the server may listen on one. An address that
// takes a connection is the right one; if none does, the run itself will tell why.
asio::ip::tcp::endpoint tcp_endpoint(asio::io_context& context, const Options& options) {
  const auto found = look_up<asio::ip::tcp>(context, options);
  auto chosen = found.begin()->endpoint();
  if (found.size() == 1) return chosen;
  asio::ip::tcp::socket socket(context);
  asio::async_connect(socket, found, [&](const std::error_code& error, const asio::ip::tcp::endpoint& taken) {
    if (!error) chosen = taken;
  });
  (void)run_within(context, options.timeout, socket);
  return chosen;
}

// RFC 9110 section 7.2: the port is left out where it is the scheme's own.
std::string host_value(const Options& options) {
  constexpr std::string_view kDefaultPort = ":80";
  std::string value = authority(options.host, options.port);
  if (value.ends_with(kDefaultPort)) value.resize(value.size() - kDefaultPort.size());
  return value;
}

std::string make_request(const Options& options) {
  std::string request = "GET " + options.target + " HTTP/1.1\r\n";
  bool has_host = false;
  for (const auto& line : options.field_lines) {
    const Field field = parse_field(line);
    has_host = has_host || equal_ignoring_case(field.name, "Host");
    request.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  if (!has_host) request.append("Host: ").append(host_value(options)).append("\r\n");
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
    const auto endpoint = look_up<asio::ip::udp>(context, options).begin()->endpoint();
    address = endpoint.address();
    port = endpoint.port();
  } else {
    const auto endpoint = tcp_endpoint(context, options);
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
