/// \file
/// UploadBlock: bytes of one upload on their way to the disk, and BlockBudget: how many all uploads together
/// collect before they are content with less. Opened in stage 07.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace ladder::content {

//! [block-budget]
/// Memory that the blocks of all uploads hold. It refuses nobody: once it is used up, blocks are small, so
/// that who sends a part and then pauses holds little. Every call may come from any thread.
class BlockBudget {
 public:
  /// What a block collects, so that a job moves enough to be worth its while.
  static constexpr std::size_t kLargeBlock = std::size_t{256} * 1024;
  /// What it collects where memory is scarce.
  static constexpr std::size_t kSmallBlock = std::size_t{16} * 1024;
  /// Large blocks for 32 uploads at a time: fresh memory is slow, and a crowd that begins at once waits for
  /// it.
  static constexpr std::size_t kBytes = 32 * kLargeBlock;

  /// True while blocks are to be small.
  bool is_scarce() const { return held_.load(std::memory_order_relaxed) >= kBytes; }
  /// What a block that is begun now may collect.
  std::size_t block_bytes() const { return is_scarce() ? kSmallBlock : kLargeBlock; }
  /// Memory held by all blocks.
  std::size_t held() const { return held_.load(std::memory_order_relaxed); }

 private:
  friend class UploadBlock;
  std::atomic<std::size_t> held_{0};
};
//! [block-budget]

/// A block of one upload. One thread at a time.
class UploadBlock {
 public:
  /// Its memory counts in `budget`, which outlives it.
  explicit UploadBlock(BlockBudget& budget) : budget_(budget) {}
  UploadBlock(const UploadBlock&) = delete;
  UploadBlock& operator=(const UploadBlock&) = delete;
  ~UploadBlock() { budget_.held_ -= charged_; }

  /// Collects as many of these bytes as there is room for; how many that were. Throws std::bad_alloc.
  std::size_t append(std::span<const std::byte> bytes) {
    const std::size_t most = std::max(bytes_.size(), budget_.block_bytes());
    const std::size_t count = std::min(most - bytes_.size(), bytes.size());
    // In one step: doubling would leave holes of every size behind, which no other block fits into.
    if (bytes_.size() + count > most / kReservedFrom) bytes_.reserve(most);
    bytes_.append(reinterpret_cast<const char*>(bytes.data()), count);
    charge(bytes_.capacity());
    return count;
  }
  /// What has been collected.
  std::string_view view() const { return bytes_; }
  /// Forgets the bytes. The memory is kept for the next unless it is scarce.
  void clear() noexcept {
    bytes_.clear();
    if (!budget_.is_scarce()) return;
    std::string().swap(bytes_);
    charge(0);
  }

 private:
  void charge(std::size_t bytes) noexcept {
    budget_.held_ += bytes - charged_;  // modulo 2^64, so that less is as good as more
    charged_ = bytes;
  }

  /// From such a part of a block on all of it is reserved. Most uploads are smaller, and take what they need.
  static constexpr std::size_t kReservedFrom = 16;

  BlockBudget& budget_;
  std::string bytes_;
  std::size_t charged_ = 0;
};

}  // namespace ladder::content
