/// \file
/// echo::Session: the smallest conversation. What comes in goes out, in order, whatever the bytes are; when
/// the peer has ended its side and the rest is sent, it closes. Opened in stage 03. Source: RFC 862.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include "seam/conversation.hpp"

namespace ladder::echo {

/// An echo on one connection, as a seam::Conversation: it takes what comes while it has room and gives it
/// back. One thread at a time.
///
/// \par Example
/// \snippet examples/concurrency.cpp echo-session
class Session {
 public:
  /// Input as long as there is room and the peer has not ended; output while anything is held; then the end:
  /// close, or linger if it was the server that ended.
  seam::Want want() const;
  /// The free end of the buffer. It begins anew at the front once all is sent.
  std::span<std::byte> input_space();
  /// `bytes` lie in the space now; 0: the peer has ended its side, and what is held still goes out.
  void input_received(std::size_t bytes, seam::TimePoint now);
  /// Nothing to give back: the buffer is the session's own.
  void input_withdrawn() {}
  /// What is held, as one span.
  seam::Output output() const;
  /// `bytes` of it have left.
  void output_sent(std::size_t bytes, seam::TimePoint now);

  /// An echo lets its peer read as slowly as it likes.
  void output_acknowledged(std::uint64_t, seam::TimePoint) {}

  /// Never has any: an echo does nothing that could block.
  std::shared_ptr<seam::Work> take_work() { return nullptr; }
  /// Never called, for there is no work.
  void work_done(seam::TimePoint) {}
  /// Nobody has anything to tell an echo but its peer.
  void woken(seam::TimePoint) {}
  /// An echo waits for ever: its client decides when it ends. Only a drain sets a deadline.
  seam::TimePoint deadline() const { return ended_ ? seam::kNever : deadline_; }
  /// Past the deadline nothing more is taken in; what is held still goes out.
  void expire(seam::TimePoint now);
  /// What has come is still sent back; then the session ends instead of waiting for more.
  void drain(seam::TimePoint now);

 private:
  //! [echo-state]
  /// Bytes held at once; a client that sends more waits until some have gone back to it.
  static constexpr std::size_t kBufferBytes = 16 * 1024;

  // Invariant: begin_ <= end_ <= kBufferBytes; [begin_, end_) is received and not yet sent.
  std::array<std::byte, kBufferBytes> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool ended_ = false;  // nothing more comes in
  bool draining_ = false;
  seam::TimePoint deadline_ = seam::kNever;
  //! [echo-state]
};

static_assert(seam::Conversation<Session>);

}  // namespace ladder::echo
