#include "os/memory.hpp"

#include <malloc.h>

#include <atomic>
#include <cstddef>

namespace ladder::os {

namespace {

/// Less is not worth the trouble: the next burst takes it again.
[[maybe_unused]] constexpr std::size_t kWorthTheTrouble = std::size_t{16} * 1024 * 1024;

/// What lay free when it was last given back: those pages are the kernel's, and yet the allocator counts
/// them.
[[maybe_unused]] std::atomic<std::size_t> given_back{0};

}  // namespace

void give_back_memory() {
#if defined(__GLIBC__) && defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 33)
  const std::size_t free_bytes = ::mallinfo2().fordblks;
  if (free_bytes < given_back) given_back = free_bytes;  // some of it is in use again
  if (free_bytes - given_back < kWorthTheTrouble) return;
  (void)::malloc_trim(0);
  given_back = ::mallinfo2().fordblks;
#endif
#endif
}

}  // namespace ladder::os
