/// \file
/// HeldInput: what has come for a conversation that does not want it yet, and how the stream ended. Only a
/// loop that receives ahead of the conversation needs it (UringLoop). Opened in stage 11.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace ladder::drive {

/// Bytes, then perhaps the end. One thread.
class HeldInput {
 public:
  /// True if no bytes are held. The end may be, see take_end().
  bool empty() const { return taken_ == bytes_.size(); }
  /// What is held, oldest first. Valid until put(), take() or clear().
  std::span<const std::byte> bytes() const { return std::span(bytes_).subspan(taken_); }
  /// Copies `more` behind what is held.
  void put(std::span<const std::byte> more) { bytes_.insert(bytes_.end(), more.begin(), more.end()); }
  /// Forgets the first `count` bytes; when none is left, their memory too.
  void take(std::size_t count) {
    taken_ += static_cast<std::uint32_t>(count);
    if (empty()) clear();
  }
  /// Forgets the bytes and gives their memory back; the end is not forgotten.
  void clear() {
    std::vector<std::byte>().swap(bytes_);
    taken_ = 0;
  }

  /// Nothing more comes: the peer has ended its side, or the connection is broken.
  void end(bool broken) {
    ended_ = true;
    broken_ = broken;
  }
  /// True if nothing more comes.
  bool ended() const { return ended_; }
  /// True if it ended by an error: then what is held is not worth giving.
  bool broken() const { return broken_; }
  /// True once: then the conversation is to be told of the end.
  bool take_end() { return ended_ && !std::exchange(end_taken_, true); }

 private:
  std::vector<std::byte> bytes_;
  std::uint32_t taken_ = 0;
  bool ended_ = false;
  bool broken_ = false;
  bool end_taken_ = false;
};

}  // namespace ladder::drive
