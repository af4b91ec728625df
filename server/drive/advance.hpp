/// \file
/// advance(): moves a conversation as far as it goes without waiting. The one place where a thread
/// itself receives and sends for a conversation; the drivers differ only in how they wait when it returns.
/// (In UringLoop the kernel moves the bytes.) Opened in stage 03.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "os/io.hpp"
#include "os/socket.hpp"
#include "seam/conversation.hpp"

namespace ladder::drive {

/// What the driver believes about a socket: true until a call has said "would block", and true again when the
/// kernel has told that it is ready.
struct Readiness {
  bool readable = true;
  bool writable = true;
  /// A short receive says nothing: the peer has ended its side (EPOLLRDHUP), so the end follows, or it has
  /// sent urgent data (EPOLLPRI), at which a receive stops short (man 7 tcp, SO_OOBINLINE).
  bool more_may_lie_behind = false;
  /// The connection is broken (EPOLLERR, EPOLLHUP), which the next call will tell; it matters here where no
  /// call comes, because the conversation waits for something else.
  bool broken = false;
  /// What the peer had acknowledged when the socket was last full: from there on its progress is counted.
  std::uint64_t acknowledged = 0;
  bool was_full = false;  ///< the socket has once taken no more
  bool lifted = false;    ///< and then again: the peer reads, see os::lift_unsent_bound()
};

/// Why advance() came back.
enum class Outcome : std::uint8_t {
  blocked,  ///< wait until what want() names is possible, or until the deadline
  yield,    ///< there is more to do, but others may want their turn
  work,     ///< a job waits in take_work()
  linger,   ///< half-close, read on for a while, close
  close     ///< close now: the conversation is over, or the connection is broken
};

//! [turn]
/// How much one connection may move before others get their turn. Counted in bytes, since a call may move
/// one byte or a megabyte: 256 KiB take a tenth of a millisecond, so that behind a hundred fast downloads a
/// newcomer still waits for no more than some milliseconds. Each call costs something besides its bytes.
class Turn {
 public:
  static constexpr std::size_t kBytes = std::size_t{256} * 1024;
  static constexpr std::size_t kCallBytes = std::size_t{16} * 1024;
  /// What all the turns of a round come to, where there are many: some milliseconds.
  static constexpr std::size_t kRoundBytes = std::size_t{8} * 1024 * 1024;
  /// No turn is smaller: a small request and its answer pass in one.
  static constexpr std::size_t kLeastBytes = std::size_t{64} * 1024;

  /// The turn of each, where `connections` have theirs in one round.
  static std::size_t share(std::size_t connections) {
    return std::clamp(kRoundBytes / std::max<std::size_t>(connections, 1), kLeastBytes, kBytes);
  }

  /// A turn of so many bytes; the calls count, too.
  explicit Turn(std::size_t bytes = kBytes) : left_(bytes) {}

  /// True once the turn is used up: the others are to have theirs.
  bool is_over() const { return left_ == 0; }
  /// What may still be moved in this turn: the bound of the next call.
  std::size_t bytes_left() const { return left_; }
  /// A call has moved `bytes`, perhaps none; the call itself counts as kCallBytes.
  void spend(std::size_t bytes) { left_ -= std::min(left_, bytes + kCallBytes); }

 private:
  std::size_t left_;
};
//! [turn]

/// \cond
namespace detail {

enum class Moved : std::uint8_t { yes, no, broken };

inline Moved moved(const os::IoResult& result, bool& ready) {
  if (result.kind == os::IoResult::Kind::transferred) return Moved::yes;
  if (result.kind != os::IoResult::Kind::would_block) return Moved::broken;
  ready = false;
  return Moved::no;
}

template <seam::Conversation C>
Moved receive(int fd, C& conversation, Readiness& readiness, Turn& turn) {
  const std::span<std::byte> space = conversation.input_space();
  const os::IoResult got = os::receive_some(fd, space);
  turn.spend(got.bytes);
  if (got.kind == os::IoResult::Kind::end_of_stream) {
    conversation.input_received(0, seam::Clock::now());
    return Moved::yes;
  }
  const Moved result = moved(got, readiness.readable);
  if (result != Moved::yes) {
    conversation.input_withdrawn();
    return result;
  }
  // man 7 epoll: on a stream socket, less than asked for means that the kernel's buffer is empty now. But a
  // receive also stops where the peer has put urgent data, and behind the last byte before the end.
  if (got.bytes < space.size() && !readiness.more_may_lie_behind) readiness.readable = false;
  conversation.input_received(got.bytes, seam::Clock::now());
  return Moved::yes;
}

//! [send]
/// The head before a file is sent with MSG_MORE, so that both leave in full segments. Of a file no more is
/// sent than the turn allows. Who reads on behind a first full socket is trusted with more ahead.
template <seam::Conversation C>
Moved send(int fd, C& conversation, Readiness& readiness, Turn& turn) {
  const seam::Output out = conversation.output();
  const bool with_file = out.file.length_bytes > 0;
  os::IoResult sent;
  if (out.memory[0].empty() && out.memory[1].empty()) {
    const std::uint64_t most = std::min<std::uint64_t>(out.file.length_bytes, turn.bytes_left());
    sent = os::send_file_some(fd, out.file.fd, out.file.offset, most);
  } else {
    sent = os::send_some(fd, out.memory, with_file ? os::More::yes : os::More::no);
  }
  turn.spend(sent.bytes);
  const Moved result = moved(sent, readiness.writable);
  if (result == Moved::yes) {
    if (readiness.was_full && !std::exchange(readiness.lifted, true)) os::lift_unsent_bound(fd);
    conversation.output_sent(sent.bytes, seam::Clock::now());
  } else if (result == Moved::no) {
    readiness.was_full = true;
    readiness.acknowledged = os::acknowledged_bytes(fd);
  }
  return result;
}
//! [send]

}  // namespace detail
/// \endcond

//! [tell-acknowledged]
/// A deadline is about to pass while the conversation sends: tells it first what the peer has acknowledged
/// since the socket was full, or since it was last told. Asked only then, so it costs nothing while all goes
/// well.
template <seam::Conversation C>
void tell_acknowledged(int fd, C& conversation, Readiness& readiness, seam::TimePoint now) {
  if (!has(conversation.want(), seam::Want::output)) return;
  const std::uint64_t acknowledged = os::acknowledged_bytes(fd);
  if (acknowledged < readiness.acknowledged) return;  // it cannot be told now
  conversation.output_acknowledged(acknowledged - std::exchange(readiness.acknowledged, acknowledged), now);
}
//! [tell-acknowledged]

/// Moves bytes until the conversation wants something that is not possible now, or has a job to be run. Never
/// waits. Called by the thread that owns the connection; the socket must be non-blocking.
template <seam::Conversation C>
//! [advance]
Outcome advance(int fd, C& conversation, Readiness& readiness, Turn turn = Turn()) {
  using seam::Want;
  while (!turn.is_over()) {
    const Want want = conversation.want();
    if (want == Want::linger) return Outcome::linger;
    if (want == Want::close) return Outcome::close;
    detail::Moved sent = detail::Moved::no;
    detail::Moved received = detail::Moved::no;
    if (has(want, Want::output) && readiness.writable) sent = detail::send(fd, conversation, readiness, turn);
    if (sent == detail::Moved::broken) return Outcome::close;
    if (has(conversation.want(), Want::input) && readiness.readable)
      received = detail::receive(fd, conversation, readiness, turn);
    if (received == detail::Moved::broken) return Outcome::close;
    if (has(conversation.want(), Want::work)) return Outcome::work;
    if (sent == detail::Moved::no && received == detail::Moved::no && conversation.want() == want)
      return want == Want::none && readiness.broken ? Outcome::close : Outcome::blocked;
  }
  return Outcome::yield;
}
//! [advance]

}  // namespace ladder::drive
