#include "drive/lingering_close.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include "os/error.hpp"
#include "os/io.hpp"
#include "os/socket.hpp"

namespace ladder::drive {

namespace {

/// Receives a call at most this often, so that a peer which sends without end does not hold the caller.
constexpr int kMaxReceives = 16;

}  // namespace

//! [say-goodbye]
void say_goodbye(int fd, std::string_view last_words) {
  const std::array<std::span<const std::byte>, 1> bytes{std::as_bytes(std::span(last_words))};
  // A peer that is gone already needs no goodbye: the linger will notice.
  (void)os::send_some(fd, bytes);
  os::shutdown_sending(fd);
}
//! [say-goodbye]

//! [discard-input]
Outcome discard_input(int fd) {
  std::array<std::byte, 16 * 1024> scratch;
  for (int i = 0; i < kMaxReceives; ++i) {
    const os::IoResult got = os::receive_some(fd, scratch);
    if (got.kind == os::IoResult::Kind::would_block) return Outcome::blocked;
    if (got.kind != os::IoResult::Kind::transferred) return Outcome::close;
  }
  return Outcome::yield;
}
//! [discard-input]

//! [linger]
void linger_blocking(int fd, int stop_fd, std::chrono::milliseconds linger) {
  const auto until = seam::Clock::now() + linger;
  while (discard_input(fd) != Outcome::close) {
    const auto left = std::chrono::ceil<os::WaitTime>(until - seam::Clock::now());
    if (left <= os::WaitTime::zero()) return;
    const os::Ready ready = os::wait_ready(fd, {.readable = true}, stop_fd, left);
    if (ready.stopped && !ready.readable) return;
  }
}
//! [linger]

//! [linger-add]
void LingeringClose::add(os::Fd fd, seam::TimePoint now) {
  if (lingering_.size() == kMaxLingering) lingering_.pop_front();
  lingering_.push_back({std::move(fd), now + linger_});
}
//! [linger-add]

void LingeringClose::sweep(seam::TimePoint now) {
  std::erase_if(lingering_, [now](Lingering& one) {
    return now >= one.until || discard_input(one.fd.get()) == Outcome::close;
  });
}

//! [linger-aside]
void LingeringClose::wait(std::initializer_list<int> fds, std::chrono::milliseconds at_most) {
  watched_.clear();
  for (const int fd : fds) watched_.push_back({fd, POLLIN, 0});
  for (const Lingering& one : lingering_) watched_.push_back({one.fd.get(), POLLIN, 0});
  auto timeout = at_most;
  if (!lingering_.empty()) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(lingering_.front().until - seam::Clock::now());
    const auto until_first = std::max(left, std::chrono::milliseconds::zero());
    timeout = at_most.count() < 0 ? until_first : std::min(at_most, until_first);
  }
  const int count = ::poll(watched_.data(), watched_.size(), static_cast<int>(timeout.count()));
  if (count < 0 && errno != EINTR) os::throw_system_error("poll");
  const seam::TimePoint now = seam::Clock::now();
  // Only those that poll names are read: in a flood the others are many.
  std::size_t place = fds.size() - 1;
  std::erase_if(lingering_, [&](Lingering& one) {
    ++place;
    const bool readable = count > 0 && watched_[place].revents != 0;
    return now >= one.until || (readable && discard_input(one.fd.get()) == Outcome::close);
  });
}
//! [linger-aside]

}  // namespace ladder::drive
