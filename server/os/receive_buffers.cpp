#include "os/receive_buffers.hpp"

#include <sys/mman.h>

#include "os/error.hpp"

namespace ladder::os {

namespace {

/// Pages that exist only once they are written to.
void* map_pages(std::size_t bytes) {
  void* const memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw_system_error("mmap", "receive buffers");
  return memory;
}

}  // namespace

ReceiveBuffers::ReceiveBuffers(std::uint16_t count, std::size_t size_bytes)
    : count_(count), size_bytes_(size_bytes) {
  // One mapping: the ring of descriptions first, the buffers behind it.
  void* const memory = map_pages(ring_bytes() + count_ * size_bytes_);
  ring_ = static_cast<io_uring_buf_ring*>(memory);
  buffers_ = static_cast<std::byte*>(memory) + ring_bytes();
  ::io_uring_buf_ring_init(ring_);
  for (std::uint16_t i = 0; i < count_; ++i) give_back(i);
}

ReceiveBuffers::~ReceiveBuffers() {
  (void)::munmap(ring_, ring_bytes() + count_ * size_bytes_);  // fails only for what is not mapped
}

io_uring_buf_reg ReceiveBuffers::registration() const {
  io_uring_buf_reg registration{};
  registration.ring_addr = reinterpret_cast<std::uintptr_t>(ring_);
  registration.ring_entries = count_;
  registration.bgid = kGroup;
  return registration;
}

}  // namespace ladder::os
