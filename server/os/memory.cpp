#include "os/memory.hpp"

#include <malloc.h>

#include <cstddef>

namespace ladder::os {

namespace {

/// Less is not worth the trouble: the next burst takes it again.
[[maybe_unused]] constexpr std::size_t kWorthTheTrouble = std::size_t{16} * 1024 * 1024;

}  // namespace

void give_back_memory() {
#ifdef __GLIBC__
  const struct mallinfo2 now = ::mallinfo2();
  if (now.fordblks >= kWorthTheTrouble) (void)::malloc_trim(0);
#endif
}

}  // namespace ladder::os
