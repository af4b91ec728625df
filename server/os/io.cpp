#include "os/io.hpp"

#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "os/error.hpp"
#include "os/trace.hpp"

namespace ladder::os {

namespace {

/// More buffers than this in one send are left for the next: a conversation offers two.
constexpr std::size_t kMaxBuffers = 8;

//! [from-errno]
IoResult from_errno() {
  if (errno == EAGAIN || errno == EWOULDBLOCK) return {IoResult::Kind::would_block, 0, 0};
  return {IoResult::Kind::failed, errno, 0};
}

IoResult transferred(ssize_t bytes) {
  return {IoResult::Kind::transferred, 0, static_cast<std::size_t>(bytes)};
}
//! [from-errno]

}  // namespace

//! [receive-some]
IoResult receive_some(int fd, std::span<std::byte> space) {
  const TracedCall call;
  for (;;) {
    const ssize_t got = ::recv(fd, space.data(), space.size(), MSG_DONTWAIT);
    if (got > 0) {
      call.moved(fd, "received", static_cast<std::uint64_t>(got));
      return transferred(got);
    }
    if (got == 0) {
      trace_ended(fd);
      return {IoResult::Kind::end_of_stream, 0, 0};
    }
    if (errno != EINTR) return from_errno();
  }
}
//! [receive-some]

//! [send-some]
IoResult send_some(int fd, std::span<const std::span<const std::byte>> buffers, More more) {
  std::array<iovec, kMaxBuffers> vectors{};
  std::size_t used = 0;
  for (const auto& buffer : buffers) {
    if (buffer.empty()) continue;
    if (used == vectors.size()) break;
    // sendmsg does not write through the pointer; iovec is shared with calls that do.
    vectors[used++] = {const_cast<std::byte*>(buffer.data()), buffer.size()};
  }
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = used;
  const TracedCall call;
  const int flags = MSG_DONTWAIT | MSG_NOSIGNAL | (more == More::yes ? MSG_MORE : 0);
  for (;;) {
    // One buffer is the usual case; send(2) spares the kernel copying the lists of sendmsg(2).
    const ssize_t sent = used == 1 ? ::send(fd, vectors[0].iov_base, vectors[0].iov_len, flags)
                                   : ::sendmsg(fd, &message, flags);
    if (sent >= 0) {
      call.moved(fd, "sent", static_cast<std::uint64_t>(sent));
      return transferred(sent);
    }
    if (errno != EINTR) return from_errno();
  }
}
//! [send-some]

//! [send-file]
IoResult send_file_some(int socket_fd, int file_fd, std::uint64_t offset, std::size_t length_bytes) {
  const TracedCall call;
  for (;;) {
    auto position = static_cast<off_t>(offset);
    const ssize_t sent = ::sendfile(socket_fd, file_fd, &position, length_bytes);
    if (sent > 0) {
      call.moved(socket_fd, "sent", static_cast<std::uint64_t>(sent));
      return transferred(sent);
    }
    if (sent == 0) return {IoResult::Kind::end_of_stream, 0, 0};
    if (errno != EINTR) return from_errno();
  }
}
//! [send-file]

IoResult write_some(int fd, std::span<const std::byte> bytes) {
  for (;;) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written >= 0) return transferred(written);
    if (errno != EINTR) return from_errno();
  }
}

//! [wait-ready]
Ready wait_ready(int fd, Interest interest, int stop_fd, WaitTime at_most) {
  short events = 0;
  if (interest.readable) events |= POLLIN;
  if (interest.writable) events |= POLLOUT;
  // Longest single poll; a longer wait is made of several.
  constexpr WaitTime kLongestPoll = std::chrono::hours(1);
  const auto until = std::chrono::steady_clock::now() + at_most;
  for (;;) {
    // A negative descriptor is passed over by poll(2): no interest, or nothing to stop us.
    std::array<pollfd, 2> watched{{{events != 0 ? fd : -1, events, 0}, {stop_fd, POLLIN, 0}}};
    WaitTime left = at_most;
    if (at_most >= WaitTime::zero()) {
      left = std::chrono::ceil<WaitTime>(until - std::chrono::steady_clock::now());
      left = std::clamp(left, WaitTime::zero(), kLongestPoll);
    }
    const int count = ::poll(watched.data(), watched.size(), static_cast<int>(left.count()));
    if (count < 0 && errno == EINTR) continue;
    check(count, "poll");
    if (count == 0 && (at_most < WaitTime::zero() || left == kLongestPoll)) continue;
    constexpr short kTrouble = POLLERR | POLLHUP | POLLNVAL;
    Ready ready;
    ready.readable = (watched[0].revents & (POLLIN | kTrouble)) != 0;
    ready.writable = (watched[0].revents & (POLLOUT | kTrouble)) != 0;
    ready.stopped = watched[1].revents != 0;
    return ready;
  }
}
//! [wait-ready]

}  // namespace ladder::os
