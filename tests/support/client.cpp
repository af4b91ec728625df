#include "support/client.hpp"

#include <sys/socket.h>

#include <array>
#include <random>
#include <span>
#include <stdexcept>

#include "os/error.hpp"
#include "os/io.hpp"
#include "os/socket.hpp"

namespace ladder::test {

namespace {

constexpr int kConnectTimeoutMs = static_cast<int>(kPatience.count());

}  // namespace

Client::Client(const os::Address& server, int receive_buffer_bytes)
    : fd_(os::connect_tcp(server, kConnectTimeoutMs)) {
  if (receive_buffer_bytes == 0) return;
  os::check(
      ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes),
      "setsockopt", "SO_RCVBUF");
}

std::size_t Client::send_some(std::string_view bytes) {
  const std::array<std::span<const std::byte>, 1> buffers{std::as_bytes(std::span(bytes))};
  const os::IoResult sent = os::send_some(fd_.get(), buffers);
  if (sent.kind == os::IoResult::Kind::failed) end_ = End::reset;
  return sent.bytes;
}

bool Client::try_send(std::string_view bytes) {
  while (!bytes.empty()) {
    bytes.remove_prefix(send_some(bytes));
    if (end_ == End::reset) return false;
    if (!bytes.empty() && os::wait_ready(fd_.get(), {.writable = true}, -1, kPatience).timed_out())
      return false;
  }
  return true;
}

void Client::send(std::string_view bytes) {
  if (!try_send(bytes)) throw std::runtime_error("the peer takes no more bytes");
}

void Client::half_close() { os::shutdown_sending(fd_.get()); }

void Client::reset() {
  const linger now{1, 0};
  os::check(::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now), "setsockopt", "SO_LINGER");
  fd_.reset();
}

bool Client::read_now() {
  if (end_ != End::open) return false;
  std::array<std::byte, 64 * 1024> buffer;
  const os::IoResult got = os::receive_some(fd_.get(), buffer);
  if (got.kind == os::IoResult::Kind::end_of_stream) end_ = End::clean;
  if (got.kind == os::IoResult::Kind::failed) end_ = End::reset;
  read_ahead_.append(reinterpret_cast<const char*>(buffer.data()), got.bytes);
  return got.bytes > 0;
}

bool Client::read_more() {
  while (end_ == End::open) {
    if (read_now()) return true;
    if (end_ == End::open && os::wait_ready(fd_.get(), {.readable = true}, -1, kPatience).timed_out()) break;
  }
  return false;
}

std::string Client::send_and_receive(std::string_view bytes) {
  const std::size_t expected = bytes.size();
  while (end_ == End::open && read_ahead_.size() < expected) {
    bytes.remove_prefix(send_some(bytes));
    if (read_now() || end_ != End::open) continue;
    if (os::wait_ready(fd_.get(), {true, !bytes.empty()}, -1, kPatience).timed_out()) break;
  }
  return receive(expected);
}

std::string Client::receive(std::size_t bytes) {
  while (read_ahead_.size() < bytes && read_more()) continue;
  std::string result = read_ahead_.substr(0, bytes);
  read_ahead_.erase(0, result.size());
  return result;
}

std::string Client::receive_through(std::string_view mark) {
  std::size_t at = std::string::npos;
  while ((at = read_ahead_.find(mark)) == std::string::npos && read_more()) continue;
  return receive(at == std::string::npos ? read_ahead_.size() : at + mark.size());
}

std::string Client::receive_all() {
  while (read_more()) continue;
  return std::exchange(read_ahead_, {});
}

bool Client::answers_within(std::chrono::milliseconds time) {
  if (!read_ahead_.empty() || end_ != End::open) return true;
  return os::wait_ready(fd_.get(), {.readable = true}, -1, time).readable;
}

std::uint16_t Client::local_port() const { return os::local_address(fd_.get()).port(); }

std::string noise(std::size_t size, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() & 0xff);
  return bytes;
}

}  // namespace ladder::test
