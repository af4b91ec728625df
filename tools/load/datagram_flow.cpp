#include "load/datagram_flow.hpp"

#include <algorithm>
#include <asio/buffer.hpp>
#include <bit>

#include "load/worker.hpp"

namespace ladder::tools::load {
namespace {

using asio::ip::udp;

constexpr std::size_t kInputBytes = 64UL * 1024;  // any datagram
// Replies that wait here are not lost on the way; the kernel may grant less (net.core.rmem_max).
constexpr int kReceiveBufferBytes = 4 * 1024 * 1024;
// How many datagrams are remembered: enough to tell a duplicate, and never more than 24 MB.
constexpr std::uint64_t kFewestRemembered = 1'024;
constexpr std::uint64_t kMostRemembered = 1'048'576;
constexpr std::chrono::milliseconds kRest{100};
// Replies taken at one go before others get their turn.
constexpr int kMostAtOnce = 64;

// In an open loop, all that one socket sends within the timeout may be waiting, and as much again be recent.
std::size_t remembered(const Options& options) {
  const auto milliseconds = static_cast<std::uint64_t>(options.timeout.count());
  const auto a_flow = options.rate.thousandths / options.connections + 1;
  const auto sent_in_time = a_flow / 1000 * milliseconds / 1000;
  return std::bit_ceil(std::clamp(2 * sent_in_time, kFewestRemembered, kMostRemembered));
}

std::array<char, kDatagramNumberBytes> number_bytes(std::uint64_t number) {
  std::array<char, kDatagramNumberBytes> bytes;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, number >>= 8U)
    *byte = static_cast<char>(number & 0xffU);
  return bytes;
}

std::uint64_t read_number(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes.substr(0, kDatagramNumberBytes))
    number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

DatagramFlow::DatagramFlow(Worker& worker)
    : worker_(worker),
      socket_(worker.context()),
      is_open_loop_(worker.plan().options.rate.is_set()),
      datagrams_(remembered(worker.plan().options)),
      input_(std::make_unique_for_overwrite<char[]>(kInputBytes)) {}

void DatagramFlow::start(Clock::time_point) {
  const udp::endpoint endpoint(worker_.plan().address, worker_.plan().port);
  std::error_code error;
  socket_.open(endpoint.protocol(), error);
  if (!error) socket_.connect(endpoint, error);
  if (error) return;        // each send will say so
  std::error_code ignored;  // a smaller buffer is no failure
  (void)socket_.set_option(asio::socket_base::receive_buffer_size(kReceiveBufferBytes), ignored);
  (void)socket_.non_blocking(true, ignored);
  ++worker_.counts().connections_opened;
  receive();
}

bool DatagramFlow::has_room() const {
  return !is_closed_ && !is_resting_ && (is_open_loop_ || waiting_ == 0);
}

void DatagramFlow::begin(Clock::time_point intended, Clock::time_point now) {
  if (next_ - oldest_ == datagrams_.size()) oldest_failed(FailureKind::lost, now);
  const auto number = next_++;
  datagram(number) = {intended, now, State::waiting};
  ++waiting_;
  send(number, now);
}

void DatagramFlow::send(std::uint64_t number, Clock::time_point now) {
  const Plan& plan = worker_.plan();
  const auto head = number_bytes(number);
  const auto rest = plan.message(number, plan.options.size_bytes - head.size());
  const std::array<asio::const_buffer, 2> whole{asio::buffer(head), asio::buffer(rest)};
  std::error_code error;
  auto sent = socket_.send(whole, 0, error);
  if (error == asio::error::connection_refused) {
    // Tells of an earlier datagram (man 7 udp); this one has not been sent.
    oldest_failed(FailureKind::refused, now);
    if (datagram(number).state != State::waiting) return;
    sent = socket_.send(whole, 0, error);
  }
  if (!error) {
    worker_.counts().sent_bytes += sent;
    return;
  }
  fail(datagram(number), error == asio::error::would_block ? FailureKind::other : kind_of(error));
  is_resting_ = true;
  resting_since_ = now;
}

void DatagramFlow::receive() {
  socket_.async_receive(asio::buffer(input_.get(), kInputBytes),
                        [this](const std::error_code& error, std::size_t bytes) {
                          if (is_closed_ || error == asio::error::operation_aborted) return;
                          if (error) {
                            oldest_failed(kind_of(error), Clock::now());
                            return receive();
                          }
                          datagrams_came(bytes);
                        });
}

void DatagramFlow::datagrams_came(std::size_t bytes) {
  const auto now = Clock::now();
  std::error_code error;
  for (int taken = 0; !error; ++taken) {
    reply_came({input_.get(), bytes}, now);
    if (taken == kMostAtOnce) break;
    bytes = socket_.receive(asio::buffer(input_.get(), kInputBytes), 0, error);
  }
  if (error && error != asio::error::would_block) oldest_failed(kind_of(error), now);
  if (is_closed_) return;
  receive();
  worker_.refill(*this, now);
}

void DatagramFlow::reply_came(std::string_view reply, Clock::time_point now) {
  worker_.received(reply.size());
  if (reply.size() >= kDatagramNumberBytes) {
    const auto number = read_number(reply);
    if (number < next_) return answer_came(number, reply, now);
  }
  // Nothing that was ever sent: whoever waits longest got a wrong echo.
  oldest_failed(FailureKind::wrong_echo, now);
}

void DatagramFlow::answer_came(std::uint64_t number, std::string_view reply, Clock::time_point now) {
  Tally& counts = worker_.counts();
  if (next_ - number > datagrams_.size() || datagram(number).state == State::lost) {
    ++counts.late;
    if (next_ - number <= datagrams_.size()) datagram(number).state = State::settled;
    return;
  }
  Datagram& sent = datagram(number);
  if (sent.state == State::settled) {
    ++counts.duplicates;
    return;
  }
  const Plan& plan = worker_.plan();
  if (reply.substr(kDatagramNumberBytes) !=
      plan.message(number, plan.options.size_bytes - kDatagramNumberBytes)) {
    fail(sent, FailureKind::wrong_echo);
  } else {
    sent.state = State::settled;
    --waiting_;
    worker_.answered(sent.intended, now);
    if (number < highest_answered_) ++counts.reordered;
    highest_answered_ = std::max(highest_answered_, number);
  }
  forget_settled();
}

void DatagramFlow::oldest_failed(FailureKind kind, Clock::time_point now) {
  forget_settled();
  if (oldest_ == next_) return;
  fail(datagram(oldest_), kind);
  forget_settled();
  if (kind != FailureKind::refused) return;
  is_resting_ = true;
  resting_since_ = now;
}

void DatagramFlow::fail(Datagram& datagram, FailureKind kind) {
  datagram.state = kind == FailureKind::lost ? State::lost : State::settled;
  --waiting_;
  worker_.failed(kind);
}

void DatagramFlow::forget_settled() {
  while (oldest_ < next_ && datagram(oldest_).state != State::waiting) ++oldest_;
}

void DatagramFlow::sweep(Clock::time_point now) {
  const auto timeout = worker_.plan().options.timeout;
  forget_settled();
  while (oldest_ < next_ && now - datagram(oldest_).begun >= timeout) {
    fail(datagram(oldest_), FailureKind::lost);
    forget_settled();
  }
  if (is_resting_ && now - resting_since_ >= kRest) is_resting_ = false;
  if (has_room()) worker_.refill(*this, now);
}

void DatagramFlow::close() {
  is_closed_ = true;
  std::error_code ignored;  // the descriptor is gone in any case (man 2 close)
  (void)socket_.close(ignored);
}

}  // namespace ladder::tools::load
