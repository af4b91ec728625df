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

/// A seam::Conversation. One thread at a time.
class Session {
 public:
  seam::Want want() const;
  std::span<std::byte> input_space();
  void input_received(std::size_t bytes, seam::TimePoint now);
  void input_withdrawn() {}
  seam::Output output() const;
  void output_sent(std::size_t bytes, seam::TimePoint now);

  std::shared_ptr<seam::Work> take_work() { return nullptr; }
  void work_done(seam::TimePoint) {}
  /// An echo waits for ever: its client decides when it ends. Only a drain sets a deadline.
  seam::TimePoint deadline() const { return ended_ ? seam::kNever : deadline_; }
  void expire(seam::TimePoint now);
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
