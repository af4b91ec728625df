/// \file
/// A TCP connection to the program on trial: it never waits without a limit, tells a clean end from a reset,
/// and remembers what travelled for the report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "check/check.hpp"
#include "check/descriptor.hpp"
#include "check/excerpt.hpp"
#include "check/patience.hpp"
#include "check/pieces.hpp"

namespace ladder::check {

/// No answer of a right server is longer; an endless one must not fill the memory.
inline constexpr std::size_t kMostBytes = 64UL << 20;

/// How the other side's stream stands.
enum class End {
  open,   ///< more may come
  clean,  ///< it ended, everything before it has come
  reset   ///< RFC 9293 section 3.5.2: it broke off, and what was under way is lost
};

/// How much the kernels keep under way. A narrow connection has small segments and buffers, so that a client
/// that does not read is soon felt: otherwise the loopback swallows megabytes.
enum class Width { usual, narrow };

/// A blocking client connection to 127.0.0.1. One thread.
class Connection {
 public:
  /// Throws Failure if nobody accepts. `limit` bounds every wait for progress; deadline() bounds them
  /// together.
  Connection(std::uint16_t port, Milliseconds limit, Width width = Width::usual);

  /// When an exchange that begins now is given up, whatever progress it makes: a byte a second is no answer.
  Clock::time_point deadline() const;
  /// Sends all of it, reading nothing. False if the connection broke, or did not take it in time.
  bool send(std::string_view bytes);
  /// Sends what the kernel takes at once.
  std::size_t send_some(std::string_view bytes);
  /// Sends without reading, as long as the server and the kernel take any, and returns what is left. Then the
  /// server has read everything, or reads no more: either way it holds bytes that its client does not take.
  std::string_view send_ahead(std::string_view bytes);
  /// Waits for this many bytes; less if the stream ended or they did not come in time.
  std::string receive(std::size_t count);
  /// Waits for some bytes; none if the stream ended, or nothing came for the limit or until the deadline.
  std::string receive_some(Clock::time_point deadline);
  std::string receive_some() { return receive_some(deadline()); }
  /// Receives until the stream ends, or does not in time, or has brought kMostBytes.
  std::string receive_all();
  /// Sends and receives at the same time, so that a server that blocks in its send is never stuck; then
  /// receives until `expected` bytes have come, or kMostBytes. Half-closes when all is sent, if told so.
  std::string exchange(std::string_view bytes, std::size_t expected, bool then_half_close = false);
  /// True if within this time neither a byte comes nor the stream ends.
  bool is_quiet_for(Milliseconds time);
  /// Waits until the server has read everything that was sent, as far as the kernel tells. False if it did
  /// not.
  bool is_read_within(Milliseconds time) const;
  /// Waits until no more comes although nobody reads: the server is stuck, or through. False if it did not.
  bool is_filled_within(Milliseconds time) const;
  /// Whether everything sent, and the half-close behind it, has reached the server's machine (man 7 tcp).
  bool is_all_delivered() const;

  /// Ends our side; the other may go on (man 2 shutdown).
  void half_close();
  /// Breaks off with a reset, whatever is under way (SO_LINGER of zero, man 7 socket).
  void reset();
  void close() { socket_.reset(); }

  End end() const { return end_; }
  /// Whether the stream has ended cleanly, now or within the limit. Bytes that still come make it false.
  bool ends_cleanly() { return receive_some().empty() && end_ == End::clean; }
  int fd() const { return socket_.get(); }

  /// What was sent; where the server took nothing of it, what was meant to be.
  std::string sent_text() const;
  /// Shell words that repeat what was sent here, piece by piece, with `{port}` for the port: `{ printf 'a';
  /// sleep 1; } | nc 127.0.0.1 {port}`. Empty if it is too long for a person.
  std::string by_hand() const { return pieces_.by_hand(port_); }
  /// What came and how it went on: "3 bytes: "abc", then nothing for 5 s".
  std::string came_text() const;
  /// A Failure with what travelled here.
  Failure failure(std::string expected) const;

 private:
  /// Why the last wait was given up.
  enum class Silence { none, silent, too_slow };

  std::size_t unread() const;
  bool wait_for(short events, Milliseconds at_most);
  bool makes_progress(short events, Clock::time_point deadline);
  bool take(std::string& into, std::size_t at_most);
  void broke();

  Descriptor socket_;
  std::uint16_t port_;
  Milliseconds limit_;
  Pieces pieces_;
  Excerpt meant_;
  Excerpt sent_;
  Excerpt came_;
  End end_ = End::open;
  Silence silence_ = Silence::none;
};

}  // namespace ladder::check
