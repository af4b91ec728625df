#include "client_udp/datagram_client.hpp"

#include <asio/buffer.hpp>

#include "network/failure.hpp"
#include "network/run_within.hpp"

namespace ladder::tools {

using asio::ip::udp;

DatagramClient::DatagramClient(const std::string& host, const std::string& port,
                               std::chrono::milliseconds timeout)
    : server_(authority(host, port)), timeout_(timeout) {
  std::error_code error;
  const auto endpoints = udp::resolver(context_).resolve(host, port, error);
  if (error) throw NetworkFailure(server_, error);
  socket_.connect(endpoints.begin()->endpoint(), error);
  if (error) throw NetworkFailure(server_, error);
}

std::string_view DatagramClient::ask(std::string_view datagram) {
  std::error_code error;
  socket_.send(asio::buffer(datagram), 0, error);
  if (error) throw NetworkFailure(server_, error);
  std::size_t received = 0;
  socket_.async_receive(asio::buffer(reply_), [&](const std::error_code& result, std::size_t bytes) {
    error = result;
    received = bytes;
  });
  if (!run_within(context_, timeout_, socket_)) {
    throw NetworkFailure(server_ + ": no reply within " + in_seconds(timeout_) +
                         ": the datagram or its reply was lost, or nobody answers there");
  }
  if (error) throw NetworkFailure(server_, error);
  return {reply_.data(), received};
}

}  // namespace ladder::tools
