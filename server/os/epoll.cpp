#include "os/epoll.hpp"

#include <cerrno>

#include "os/error.hpp"

namespace ladder::os {

namespace {

/// The kernel keeps a copy of `event`.
int add_event(int set, int fd, epoll_event event) {
  return ::epoll_ctl(set, EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : errno;
}

}  // namespace

Epoll::Epoll() : fd_(check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {}

//! [epoll]
int Epoll::add(int fd, std::uint32_t events, void* tag) {
  return add_event(fd_.get(), fd, {.events = events, .data = {.ptr = tag}});
}

int Epoll::add(int fd, std::uint32_t events, std::uint64_t tag) {
  return add_event(fd_.get(), fd, {.events = events, .data = {.u64 = tag}});
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
