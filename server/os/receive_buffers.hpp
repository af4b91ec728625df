/// \file
/// ReceiveBuffers: memory from which the kernel takes a buffer only when bytes have come, so that a thousand
/// connections which wait share a few of them. Built only with liburing. Opened in stage 11. Source: man 3
/// io_uring_register_buf_ring.
#pragma once

#include <liburing.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace ladder::os {

/// A ring of free buffers that this process fills and the kernel empties. One thread.
class ReceiveBuffers {
 public:
  /// The number by which receives name these buffers; a ring has one set.
  static constexpr std::uint16_t kGroup = 0;

  /// `count` is a power of two. Throws std::system_error.
  ReceiveBuffers(std::uint16_t count, std::size_t size_bytes);
  ~ReceiveBuffers();
  ReceiveBuffers(const ReceiveBuffers&) = delete;
  ReceiveBuffers& operator=(const ReceiveBuffers&) = delete;

  /// Of one buffer.
  std::size_t size_bytes() const { return size_bytes_; }
  //! [buffers]
  /// The first `bytes` bytes of a buffer that a completion has named. Ours until give_back().
  std::span<const std::byte> filled(std::uint16_t buffer, std::size_t bytes) const {
    return {buffers_ + buffer * size_bytes_, bytes};
  }
  /// The kernel may use it again.
  void give_back(std::uint16_t buffer) {
    ::io_uring_buf_ring_add(ring_, buffers_ + buffer * size_bytes_, static_cast<unsigned>(size_bytes_),
                            buffer, ::io_uring_buf_ring_mask(count_), 0);
    ::io_uring_buf_ring_advance(ring_, 1);
  }
  //! [buffers]

  /// For Uring::provide().
  io_uring_buf_reg registration() const;

 private:
  std::size_t ring_bytes() const { return count_ * sizeof(io_uring_buf); }
  const std::uint16_t count_;
  const std::size_t size_bytes_;
  io_uring_buf_ring* ring_ = nullptr;  // its own pages, as the kernel demands
  std::byte* buffers_ = nullptr;
};

}  // namespace ladder::os
