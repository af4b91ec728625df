#include "client/connection.hpp"

#include <asio/buffer.hpp>
#include <asio/connect.hpp>

#include "network/failure.hpp"
#include "network/run_within.hpp"

namespace ladder::tools {

using asio::ip::tcp;

Connection::Connection(const std::string& host, const std::string& port, std::chrono::milliseconds timeout)
    : server_(authority(host, port)), timeout_(timeout) {
  tcp::resolver resolver(context_);
  const auto endpoints = resolver.resolve(host, port, error_);
  if (error_) throw NetworkFailure(server_, error_);
  asio::async_connect(socket_, endpoints,
                      [this](const std::error_code& error, const tcp::endpoint&) { error_ = error; });
  finish("no connection");
  if (error_) throw NetworkFailure(server_, error_);
}

void Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    socket_.async_write_some(asio::buffer(bytes), [this](const std::error_code& error, std::size_t sent) {
      error_ = error;
      transferred_ = sent;
    });
    finish("the server took no more bytes");
    if (error_) throw NetworkFailure(server_, error_);
    bytes.remove_prefix(transferred_);
  }
}

std::size_t Connection::read_some(std::span<char> space) {
  socket_.async_read_some(asio::buffer(space.data(), space.size()),
                          [this](const std::error_code& error, std::size_t received) {
                            error_ = error;
                            transferred_ = received;
                          });
  finish("no answer");
  if (error_ == asio::error::eof) return 0;
  if (error_) throw NetworkFailure(server_, error_);
  return transferred_;
}

void Connection::finish(std::string_view step) {
  if (run_within(context_, timeout_, socket_)) return;
  throw NetworkFailure(server_ + ": timed out, " + std::string(step) + " within " + in_seconds(timeout_));
}

}  // namespace ladder::tools
