/// \file
/// advance(): moves a conversation as far as it goes without waiting. The one place where a thread
/// itself receives and sends for a conversation; the drivers differ only in how they wait when it returns.
/// (In UringLoop the kernel moves the bytes.) Opened in stage 03.
#pragma once

#include <array>
#include <cstdint>

#include "os/io.hpp"
#include "seam/conversation.hpp"

namespace ladder::drive {

/// What the driver believes about a socket: true until a call has said "would block", and true again when the
/// kernel has told that it is ready.
struct Readiness {
  bool readable = true;
  bool writable = true;
  /// The peer has ended its side (EPOLLRDHUP): a short receive is then followed by the end of the stream.
  bool peer_ended = false;
};

/// Why advance() came back.
enum class Pause : std::uint8_t {
  blocked,  ///< wait until what want() names is possible, or until the deadline
  yield,    ///< there is more to do, but others may want their turn
  work,     ///< a job waits in take_work()
  linger,   ///< half-close, read on for a while, close
  close     ///< close now: the conversation is over, or the connection is broken
};

/// Calls to receive and send before others get their turn. 16 socket buffers are some milliseconds of
/// sending.
inline constexpr int kTurnLength = 16;

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
Moved receive(int fd, C& conversation, Readiness& readiness) {
  const std::span<std::byte> space = conversation.input_space();
  const os::IoResult got = os::receive_some(fd, space);
  if (got.kind == os::IoResult::Kind::end_of_stream) {
    conversation.input_received(0, seam::Clock::now());
    return Moved::yes;
  }
  const Moved result = moved(got, readiness.readable);
  if (result != Moved::yes) {
    conversation.input_withdrawn();
    return result;
  }
  // man 7 epoll: on a stream socket, less than asked for means that the kernel's buffer is empty now.
  if (got.bytes < space.size() && !readiness.peer_ended) readiness.readable = false;
  conversation.input_received(got.bytes, seam::Clock::now());
  return Moved::yes;
}

//! [send]
/// The head before a file is sent with MSG_MORE, so that both leave in full segments.
template <seam::Conversation C>
Moved send(int fd, C& conversation, Readiness& readiness) {
  const seam::Output out = conversation.output();
  const bool with_file = out.file.length_bytes > 0;
  os::IoResult sent;
  if (out.memory[0].empty() && out.memory[1].empty()) {
    sent = os::send_file_some(fd, out.file.fd, out.file.offset, out.file.length_bytes);
  } else {
    sent = os::send_some(fd, out.memory, with_file ? os::More::yes : os::More::no);
  }
  const Moved result = moved(sent, readiness.writable);
  if (result == Moved::yes) conversation.output_sent(sent.bytes, seam::Clock::now());
  return result;
}
//! [send]

}  // namespace detail
/// \endcond

/// Moves bytes until the conversation wants something that is not possible now. Never waits. Called by the
/// thread that owns the connection; the socket must be non-blocking.
template <seam::Conversation C>
//! [advance]
Pause advance(int fd, C& conversation, Readiness& readiness) {
  using seam::Want;
  for (int turn = 0; turn < kTurnLength; ++turn) {
    const Want want = conversation.want();
    if (want == Want::work) return Pause::work;
    if (want == Want::linger) return Pause::linger;
    if (want == Want::close) return Pause::close;
    detail::Moved sent = detail::Moved::no;
    detail::Moved received = detail::Moved::no;
    if (has(want, Want::output) && readiness.writable) sent = detail::send(fd, conversation, readiness);
    if (sent == detail::Moved::broken) return Pause::close;
    if (has(conversation.want(), Want::input) && readiness.readable)
      received = detail::receive(fd, conversation, readiness);
    if (received == detail::Moved::broken) return Pause::close;
    if (sent == detail::Moved::no && received == detail::Moved::no && conversation.want() == want)
      return Pause::blocked;
  }
  return Pause::yield;
}
//! [advance]

}  // namespace ladder::drive
