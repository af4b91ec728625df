#include "os/uring.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "os/error.hpp"
#include "os/receive_buffers.hpp"

namespace ladder::os {

namespace {

/// Completions wait here until the owner looks: an operation in flight on each of many connections may
/// complete between two looks. (The kernel keeps what is too much, at a cost.)
constexpr unsigned kCompletionsAnEntry = 4;

//! [set-up]
/// Since Linux 6.1. Completions are worked out when this thread enters the kernel to wait, not by
/// interrupting it whenever a packet comes.
constexpr unsigned kBest = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
/// Since Linux 5.19: whenever this thread enters the kernel for anything.
constexpr unsigned kSecondBest = IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG;

int set_up(unsigned entries, unsigned flags, io_uring& ring) {
  io_uring_params params{};
  // Set up by one thread, used by another: the second one enables it. One bad entry does not stop the others.
  params.flags = flags | IORING_SETUP_R_DISABLED | IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL;
  params.cq_entries = entries * kCompletionsAnEntry;
  return ::io_uring_queue_init_params(entries, &ring, &params);
}
//! [set-up]

void check_negated(int result, const char* call) {
  if (result < 0) throw_system_error(-result, call, {});
}

/// EAGAIN: no memory for an operation just now. EBUSY: too much that has completed is not fetched yet. Both
/// pass when what has completed is looked at, and so does a signal (man 2 io_uring_enter).
bool passes(int result) { return result == -EINTR || result == -EAGAIN || result == -EBUSY; }

/// How often a full queue is handed in anew when the kernel takes nothing of it.
constexpr int kAttempts = 16;

}  // namespace

Uring::Uring(unsigned entries) {
  int result = set_up(entries, kBest, ring_);
  if (result == -EINVAL) result = set_up(entries, kSecondBest, ring_);
  check_negated(result, "io_uring_setup");
  messages_ = std::make_unique_for_overwrite<Message[]>(ring_.sq.ring_entries);
}

Uring::~Uring() { ::io_uring_queue_exit(&ring_); }

void Uring::provide(ReceiveBuffers& buffers) {
  io_uring_buf_reg registration = buffers.registration();
  check_negated(::io_uring_register_buf_ring(&ring_, &registration, 0), "io_uring_register_buf_ring");
  buffer_bytes_ = buffers.size_bytes();
}

void Uring::enable() {
  // Not io_uring_enable_rings: liburing declares it and, up to 2.3, does not export it.
  check_negated(
      ::io_uring_register(static_cast<unsigned>(ring_.ring_fd), IORING_REGISTER_ENABLE_RINGS, nullptr, 0),
      "io_uring_register");
}

//! [next-entry]
io_uring_sqe& Uring::next_entry() {
  int result = 0;
  for (int attempt = 0; attempt <= kAttempts; ++attempt) {
    if (io_uring_sqe* const entry = ::io_uring_get_sqe(&ring_)) return *entry;
    result = ::io_uring_submit(&ring_);  // full: hand in what is there
    if (!passes(result)) check_negated(result, "io_uring_enter");
    // What has completed goes to its queue, and gives its memory back.
    if (result < 0) (void)::io_uring_get_events(&ring_);
  }
  throw_system_error(result < 0 ? -result : EBUSY, "io_uring_enter", {});
}
//! [next-entry]

void Uring::accept_many(int listener_fd, std::uint64_t tag) {
  io_uring_sqe& entry = next_entry();
  ::io_uring_prep_multishot_accept(&entry, listener_fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  entry.user_data = tag;
}

//! [receive-many]
void Uring::receive_many(int fd, std::uint64_t tag) {
  io_uring_sqe& entry = next_entry();
  ::io_uring_prep_recv_multishot(&entry, fd, nullptr, 0, 0);
  entry.flags |= IOSQE_BUFFER_SELECT;
  entry.buf_group = ReceiveBuffers::kGroup;
  entry.user_data = tag;
}
//! [receive-many]

void Uring::receive_one(int fd, std::uint64_t tag) {
  io_uring_sqe& entry = next_entry();
  ::io_uring_prep_recv(&entry, fd, nullptr, buffer_bytes_, 0);
  entry.flags |= IOSQE_BUFFER_SELECT;
  entry.buf_group = ReceiveBuffers::kGroup;
  entry.user_data = tag;
}

void Uring::send(int fd, std::span<const std::byte> bytes, std::uint64_t tag) {
  io_uring_sqe& entry = next_entry();
  ::io_uring_prep_send(&entry, fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  entry.user_data = tag;
}

void Uring::send(int fd, const std::array<std::span<const std::byte>, 2>& memory, std::uint64_t tag) {
  io_uring_sqe& entry = next_entry();
  Message& message = messages_[static_cast<std::size_t>(&entry - ring_.sq.sqes)];
  for (std::size_t i = 0; i < memory.size(); ++i)  // sendmsg does not write through the pointers
    message.vectors[i] = {const_cast<std::byte*>(memory[i].data()), memory[i].size()};
  message.header = {};
  message.header.msg_iov = message.vectors.data();
  message.header.msg_iovlen = memory.size();
  ::io_uring_prep_sendmsg(&entry, fd, &message.header, MSG_NOSIGNAL);
  entry.user_data = tag;
}

void Uring::poll(int fd, unsigned events, std::uint64_t tag, unsigned flags) {
  io_uring_sqe& entry = next_entry();
  ::io_uring_prep_poll_add(&entry, fd, events);
  entry.len = flags;
  entry.user_data = tag;
}

void Uring::wait_writable(int fd, std::uint64_t tag) { poll(fd, POLLOUT, tag, 0); }
void Uring::wait_readable(int fd, std::uint64_t tag) { poll(fd, POLLIN, tag, 0); }
void Uring::watch_readable(int fd, std::uint64_t tag) { poll(fd, POLLIN, tag, IORING_POLL_ADD_MULTI); }

//! [cancel]
void Uring::cancel(std::uint64_t target) {
  io_uring_sqe& entry = next_entry();
  ::io_uring_prep_cancel64(&entry, target, 0);
  entry.flags |= IOSQE_CQE_SKIP_SUCCESS;
  entry.user_data = 0;
}
//! [cancel]

//! [submit-and-wait]
void Uring::submit_and_wait(int timeout_ms) {
  io_uring_cqe* first = nullptr;
  __kernel_timespec timeout{timeout_ms / 1'000, timeout_ms % 1'000 * 1'000'000LL};
  const int result =
      ::io_uring_submit_and_wait_timeout(&ring_, &first, 1, timeout_ms < 0 ? nullptr : &timeout, nullptr);
  if (result != -ETIME && !passes(result)) check_negated(result, "io_uring_enter");
}
//! [submit-and-wait]

}  // namespace ladder::os
