/// \file
/// Client: one TCP connection as a test sees it. It blocks, but never for ever: every wait ends after
/// kPatience. It tells a clean end of the stream from a reset.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "os/address.hpp"
#include "os/fd.hpp"
#include "support/patience.hpp"

namespace ladder::test {

/// How far a stream has been read.
enum class End : std::uint8_t {
  open,   ///< more may come
  clean,  ///< the peer has ended its side
  reset   ///< the connection broke: what the peer had sent may be lost
};

/// One thread at a time.
class Client {
 public:
  /// Connects. A small receive buffer makes a slow reader of few bytes. Throws std::system_error.
  explicit Client(const os::Address& server, int receive_buffer_bytes = 0);
  /// Takes over a connected, non-blocking socket.
  explicit Client(os::Fd connected) : fd_(std::move(connected)) {}

  /// Sends all of it. Throws std::runtime_error if the peer takes no more or is gone.
  void send(std::string_view bytes);
  /// Sends all of it; false if the peer takes no more or is gone.
  bool try_send(std::string_view bytes);
  /// Sends what the socket takes without waiting; how many bytes that were.
  std::size_t send_some(std::string_view bytes);
  void half_close();
  void close() { fd_.reset(); }
  /// Closes with a reset (SO_LINGER of 0 seconds), as a crashed or rude peer does.
  void reset();

  /// Exactly `bytes`, or fewer if the stream ends or kPatience passes.
  std::string receive(std::size_t bytes);
  /// Up to and with `mark`, or what came before the stream ended or kPatience passed.
  std::string receive_through(std::string_view mark);
  /// Sends all of it while reading, as a client of an echo must; what came back, up to as many bytes as were
  /// sent.
  std::string send_and_receive(std::string_view bytes);
  /// Everything until the stream ends; look at end() for how it did.
  std::string receive_all();
  /// True if bytes or the end come within the time. Takes nothing away.
  bool answers_within(std::chrono::milliseconds time);
  /// Puts bytes that have been read too far back in front.
  void push_back(std::string_view bytes) { read_ahead_.insert(0, bytes); }

  End end() const { return end_; }
  std::uint16_t local_port() const;
  int fd() const { return fd_.get(); }

 private:
  bool read_now();   ///< what is there; false if nothing is
  bool read_more();  ///< waits; false at the end or after kPatience
  os::Fd fd_;
  std::string read_ahead_;
  End end_ = End::open;
};

/// `size` bytes of every value, NUL included, the same ones for the same seed; no part repeats soon.
std::string noise(std::size_t size, std::uint32_t seed = 1);

}  // namespace ladder::test
