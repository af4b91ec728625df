#include "os/event.hpp"

#include <sys/eventfd.h>

#include <cstdint>

#include "os/error.hpp"

namespace ladder::os {

Event::Event() : fd_(check(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {}

void Event::set() {
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the descriptor is readable already.
  (void)!::write(fd_.get(), &one, sizeof one);
}

void Event::clear() {
  std::uint64_t count = 0;
  // Fails only when nobody has set it, and then there is nothing to clear.
  (void)!::read(fd_.get(), &count, sizeof count);
}

}  // namespace ladder::os
