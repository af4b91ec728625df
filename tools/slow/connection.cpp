#include "slow/connection.hpp"

#include <algorithm>
#include <asio/buffer.hpp>
#include <asio/write.hpp>

namespace ladder::tools::slow {
namespace {

using asio::ip::tcp;

// A head that is longer is none that this client has to understand.
constexpr std::size_t kUnscannedBytes = 64UL * 1024;
// The kernel rounds it up to its smallest (man 7 socket): the server's send buffer is full the sooner.
constexpr int kSmallBufferBytes = 1'024;

}  // namespace

Connection::Connection(asio::io_context& context, const Manner& manner, const Options& options,
                       const tcp::endpoint& server, Ended ended)
    : socket_(context),
      timer_(context),
      manner_(manner),
      options_(options),
      server_(server),
      ended_(std::move(ended)) {}

void Connection::start() {
  started_ = Clock::now();
  std::error_code error;
  socket_.open(server_.protocol(), error);
  if (error) return end(Ending::unconnected);
  std::error_code ignored;  // without it the server only gets rid of a little more
  // Before the connection is made: the window that is offered follows from it (man 7 tcp).
  if (manner_.reads_slowly)
    (void)socket_.set_option(asio::socket_base::receive_buffer_size(kSmallBufferBytes), ignored);
  socket_.async_connect(server_, [this](const std::error_code& result) {
    if (has_ended_) return;
    if (result) return end(result == asio::error::connection_refused ? Ending::refused : Ending::unconnected);
    connected();
  });
}

void Connection::connected() {
  is_connected_ = true;
  std::error_code ignored;  // each byte shall leave at once; if it does not, it is only slower
  (void)socket_.set_option(tcp::no_delay(true), ignored);
  (void)socket_.non_blocking(true, ignored);
  if (!manner_.at_once.empty()) send(manner_.at_once);
  if (!manner_.reads_slowly) read_all();
  wait_for_step();
}

void Connection::wait_for_step() {
  if (has_ended_) return;
  timer_.expires_after(options_.interval);
  timer_.async_wait([this](const std::error_code& error) {
    if (error || has_ended_) return;
    step();
    wait_for_step();
  });
}

void Connection::step() {
  if (manner_.reads_slowly) return read_a_little();
  const auto bytes = next_dribble();
  if (!bytes.empty()) send(bytes);
}

// Nothing while the last step has not left: then it is the server that is slow.
std::string_view Connection::next_dribble() {
  if (is_sending_) return {};
  std::string_view bytes;
  if (dribbled_bytes_ < manner_.dribbled.size()) {
    bytes = std::string_view(manner_.dribbled).substr(dribbled_bytes_, options_.step_bytes);
  } else if (!manner_.endless.empty()) {
    const auto begin = (dribbled_bytes_ - manner_.dribbled.size()) % manner_.endless.size();
    bytes = std::string_view(manner_.endless).substr(begin, options_.step_bytes);
  }
  dribbled_bytes_ += bytes.size();
  return bytes;
}

void Connection::send(std::string_view bytes) {
  is_sending_ = true;
  asio::async_write(socket_, asio::buffer(bytes), [this](const std::error_code& error, std::size_t sent) {
    fate_.sent_bytes += sent;
    // After an error nothing more is sent; what has become of the connection, its reading end tells.
    is_sending_ = static_cast<bool>(error);
  });
}

void Connection::read_all() {
  socket_.async_read_some(asio::buffer(input_), [this](const std::error_code& error, std::size_t bytes) {
    if (has_ended_) return;
    if (error) return failed(error);
    came({input_.data(), bytes});
    if (!has_ended_) read_all();
  });
}

void Connection::read_a_little() {
  for (auto left_bytes = options_.step_bytes; left_bytes > 0 && !has_ended_;) {
    std::error_code error;
    const auto bytes =
        socket_.read_some(asio::buffer(input_.data(), std::min(left_bytes, input_.size())), error);
    if (error == asio::error::would_block) return;
    if (error) return failed(error);
    came({input_.data(), bytes});
    left_bytes -= bytes;
  }
}

void Connection::came(std::string_view bytes) {
  fate_.received_bytes += bytes.size();
  unscanned_ += bytes;
  std::size_t taken = 0;
  while (true) {
    taken += scanner_.take(std::string_view(unscanned_).substr(taken));
    if (scanner_.status() != 0) fate_.status = scanner_.status();
    if (scanner_.status() != 0) fate_.is_whole = scanner_.is_complete();
    if (!scanner_.is_complete()) break;
    scanner_.next();
  }
  unscanned_.erase(0, taken);
  if (scanner_.is_bad() || unscanned_.size() > kUnscannedBytes) unscanned_.clear();
  if (!manner_.resets || fate_.received_bytes < options_.step_bytes) return;
  std::error_code ignored;  // should it fail, the connection is gone already
  (void)socket_.set_option(asio::socket_base::linger(true, 0), ignored);  // close() resets (man 7 socket)
  end(Ending::reset_by_us);
}

void Connection::failed(const std::error_code& error) {
  if (error == asio::error::eof && scanner_.end_of_stream()) fate_.is_whole = true;
  end(error == asio::error::eof ? Ending::closed : Ending::reset);
}

void Connection::stop() {
  if (!has_ended_) end(is_connected_ ? Ending::open : Ending::unconnected);
}

void Connection::end(Ending ending) {
  has_ended_ = true;
  fate_.ending = ending;
  fate_.after = Clock::now() - started_;
  std::error_code ignored;  // the descriptor is gone in any case (man 2 close)
  (void)socket_.close(ignored);
  timer_.cancel();
  ended_(fate_);
}

}  // namespace ladder::tools::slow
