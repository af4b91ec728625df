#include "os/epoll.hpp"

#include <cerrno>

#include "os/error.hpp"

namespace ladder::os {

Epoll::Epoll() : fd_(check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {}

//! [epoll]
int Epoll::add(int fd, std::uint32_t events, void* tag) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = tag;
  return ::epoll_ctl(fd_.get(), EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : errno;
}

void Epoll::remove(int fd) {
  // Fails only if the descriptor is not watched, which is what was asked for.
  (void)::epoll_ctl(fd_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

std::span<epoll_event> Epoll::wait(std::span<epoll_event> space, int timeout_ms) {
  const int count = ::epoll_wait(fd_.get(), space.data(), static_cast<int>(space.size()), timeout_ms);
  if (count < 0 && errno == EINTR) return {};
  return space.first(static_cast<std::size_t>(check(count, "epoll_wait")));
}
//! [epoll]

}  // namespace ladder::os
