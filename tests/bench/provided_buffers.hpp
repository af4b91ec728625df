/// \file
/// ProvidedBuffers: memory that io_uring takes receive buffers from by itself, when bytes are there. Waiting
/// connections so hold none. The buffers stand in a ring of their own that both sides see; giving one back is
/// a store, not a system call. For uring_limit. Source: man 3 io_uring_register_buf_ring.
#pragma once

#include <liburing.h>
#include <sys/mman.h>

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "os/error.hpp"

namespace ladder::bench {

class ProvidedBuffers {
 public:
  static constexpr std::uint16_t kGroup = 0;  // the name under which operations ask for them

  /// Throws std::system_error. The memory of the ring is kept until the process ends.
  explicit ProvidedBuffers(io_uring& ring) : memory_(kBuffers * kBufferBytes) {
    void* pages = ::mmap(nullptr, kBuffers * sizeof(io_uring_buf), PROT_READ | PROT_WRITE,
                         MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
    if (pages == MAP_FAILED) os::throw_system_error("mmap");
    buffers_ = static_cast<io_uring_buf_ring*>(pages);
    io_uring_buf_reg description{};
    description.ring_addr = reinterpret_cast<std::uintptr_t>(pages);
    description.ring_entries = kBuffers;
    description.bgid = kGroup;
    const int result = io_uring_register_buf_ring(&ring, &description, 0);
    if (result < 0) os::throw_system_error(-result, "io_uring_register_buf_ring", {});
    for (std::uint16_t id = 0; id < kBuffers; ++id) give_back(id);
    publish();
  }

  /// The number of the buffer that a completed receive has filled.
  static std::uint16_t id_of(const io_uring_cqe& completion) {
    return static_cast<std::uint16_t>(completion.flags >> IORING_CQE_BUFFER_SHIFT);
  }
  std::string_view received(const io_uring_cqe& completion) const {
    return {&memory_[id_of(completion) * kBufferBytes], static_cast<std::size_t>(completion.res)};
  }

  /// The kernel may fill it again, once it is told by publish().
  void give_back(std::uint16_t id) {
    io_uring_buf_ring_add(buffers_, &memory_[id * kBufferBytes], kBufferBytes, id,
                          io_uring_buf_ring_mask(kBuffers), returned_++);
  }
  void publish() { io_uring_buf_ring_advance(buffers_, std::exchange(returned_, 0)); }

 private:
  static constexpr std::uint16_t kBuffers = 1024;  // a power of two
  static constexpr std::size_t kBufferBytes = 2048;

  std::vector<char> memory_;
  io_uring_buf_ring* buffers_ = nullptr;
  int returned_ = 0;
};

}  // namespace ladder::bench
