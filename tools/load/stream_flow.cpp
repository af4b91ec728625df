#include "load/stream_flow.hpp"

#include <asio/buffer.hpp>
#include <cstring>

#include "load/worker.hpp"

namespace ladder::tools::load {
namespace {

using asio::ip::tcp;

// Room for a head as long as the `client` reads; most answers come in one piece. Memory that no answer has
// reached is none that is in use.
constexpr std::size_t kInputBytes = 64UL * 1024;
// A server that refuses or resets is not asked again at once: the machine's time is for the server.
constexpr std::chrono::milliseconds kRest{100};

}  // namespace

StreamFlow::StreamFlow(Worker& worker, unsigned most_in_flight)
    : worker_(worker),
      socket_(worker.context()),
      in_flight_(most_in_flight),
      input_(std::make_unique_for_overwrite<char[]>(kInputBytes)) {}

// A closed loop connects with its first request; in an open one a connection is ready when a request is due.
void StreamFlow::start(Clock::time_point now) {
  const Options& options = worker_.plan().options;
  if (options.rate.is_set() && !options.close) connect(now);
}

bool StreamFlow::has_room() const {
  return count_ < in_flight_.size() && state_ != State::closed && state_ != State::resting;
}

void StreamFlow::begin(Clock::time_point intended, Clock::time_point now) {
  in_flight_[(first_ + count_) % in_flight_.size()] = {intended, now};
  ++count_;
  ++unsent_requests_;
}

void StreamFlow::flush(Clock::time_point now) {
  if (unsent_requests_ == 0) return;
  if (state_ == State::idle) connect(now);
  if (state_ == State::connected) send();
}

void StreamFlow::connect(Clock::time_point now) {
  state_ = State::connecting;
  since_ = now;
  answers_ = 0;
  const tcp::endpoint endpoint(worker_.plan().address, worker_.plan().port);
  std::error_code error;
  socket_.open(endpoint.protocol(), error);
  if (error) return lost(kind_of(error), now);
  socket_.async_connect(endpoint, [this, generation = generation_](const std::error_code& result) {
    if (generation != generation_) return;
    if (result) return lost(kind_of(result), Clock::now());
    connection_made();
  });
}

void StreamFlow::connection_made() {
  std::error_code ignored;  // both are for speed; without them the requests go out all the same
  (void)socket_.set_option(tcp::no_delay(true), ignored);
  (void)socket_.non_blocking(true, ignored);
  state_ = State::connected;
  ++worker_.counts().connections_opened;
  const Options& options = worker_.plan().options;
  if (!was_connected_ && !options.rate.is_set() && !options.close) {
    // The first connection of a closed loop is set-up, not latency; later ones are the server's doing.
    for (auto& request : in_flight_) request.intended = request.begun = Clock::now();
  }
  was_connected_ = true;
  receive();
  send();
}

void StreamFlow::send() {
  while (!is_send_blocked_ && (!unsent_bytes_.empty() || unsent_requests_ > 0)) {
    if (unsent_bytes_.empty()) unsent_bytes_ = outgoing(std::exchange(unsent_requests_, 0));
    std::error_code error;
    const auto sent = socket_.write_some(asio::buffer(unsent_bytes_), error);
    worker_.counts().sent_bytes += sent;
    unsent_bytes_.remove_prefix(sent);
    if (!error) continue;
    // A broken connection is told of by the receive that is under way, which may bring an answer first (503).
    is_send_blocked_ = true;
    if (error != asio::error::would_block) return;
    socket_.async_wait(tcp::socket::wait_write,
                       [this, generation = generation_](const std::error_code& result) {
                         if (result || generation != generation_) return;
                         is_send_blocked_ = false;
                         send();
                       });
  }
}

void StreamFlow::receive() {
  socket_.async_read_some(asio::buffer(input_.get() + input_bytes_, kInputBytes - input_bytes_),
                          [this, generation = generation_](const std::error_code& error, std::size_t bytes) {
                            if (generation != generation_) return;
                            if (error) return stream_ended(error);
                            bytes_came(bytes);
                          });
}

void StreamFlow::bytes_came(std::size_t bytes) {
  const auto now = Clock::now();
  worker_.received(bytes);
  input_bytes_ += bytes;
  if (!digest(now)) return connection_over(now);
  if (input_bytes_ == kInputBytes) return lost(FailureKind::bad_answer, now);
  receive();
  worker_.refill(*this, now);
}

// Settles all answers that are complete; false if the connection ends here. What came unasked stays, and is
// taken for the answer to the next request, as any client would take it.
bool StreamFlow::digest(Clock::time_point now) {
  std::size_t taken = 0;
  bool goes_on = true;
  while (goes_on && count_ > 0 && taken < input_bytes_) {
    const Progress progress = take({input_.get() + taken, input_bytes_ - taken});
    taken += progress.taken_bytes;
    if (progress.result == Progress::Result::incomplete) break;
    settle_oldest(progress, now);
    goes_on = !progress.ends_connection;
  }
  input_bytes_ -= taken;
  if (input_bytes_ > 0) std::memmove(input_.get(), input_.get() + taken, input_bytes_);
  return goes_on;
}

void StreamFlow::settle_oldest(const Progress& progress, Clock::time_point now) {
  const auto intended = oldest().intended;
  first_ = (first_ + 1) % in_flight_.size();
  --count_;
  ++answers_;
  if (progress.result == Progress::Result::right)
    worker_.answered(intended, now);
  else
    worker_.failed(progress.failure);
}

void StreamFlow::stream_ended(const std::error_code& error) {
  const auto now = Clock::now();
  if (count_ == 0) return disconnect();  // an idle connection that the server did not want to keep
  if (error != asio::error::eof) return lost(kind_of(error), now);
  const Progress progress = end_of_stream();
  if (progress.result == Progress::Result::incomplete) return lost(FailureKind::closed_early, now);
  settle_oldest(progress, now);
  connection_over(now);
}

void StreamFlow::connection_over(Clock::time_point now) {
  disconnect();
  unsent_requests_ = static_cast<unsigned>(count_);
  for (std::size_t i = 0; i < count_; ++i) in_flight_[(first_ + i) % in_flight_.size()].begun = now;
  worker_.refill(*this, now);
}

void StreamFlow::lost(FailureKind kind, Clock::time_point now) {
  const bool was_useless = answers_ == 0;
  disconnect();
  worker_.failed(kind, std::exchange(count_, 0));
  unsent_requests_ = 0;
  if (was_useless) {
    state_ = State::resting;
    since_ = now;
  } else {
    worker_.refill(*this, now);
  }
}

void StreamFlow::disconnect() {
  ++generation_;
  std::error_code ignored;  // the descriptor is gone in any case (man 2 close)
  (void)socket_.close(ignored);
  state_ = State::idle;
  unsent_bytes_ = {};
  is_send_blocked_ = false;
  input_bytes_ = 0;
  start_over();
}

void StreamFlow::sweep(Clock::time_point now) {
  const auto timeout = worker_.plan().options.timeout;
  if (state_ == State::resting && now - since_ >= kRest) {
    state_ = State::idle;
    worker_.refill(*this, now);
  } else if (count_ > 0 && now - oldest().begun >= timeout) {
    lost(FailureKind::timed_out, now);
  } else if (state_ == State::connecting && now - since_ >= timeout) {
    disconnect();
  }
}

void StreamFlow::close() {
  disconnect();
  state_ = State::closed;
}

}  // namespace ladder::tools::load
