/// \file
/// Uring: one io_uring, two queues that this process and the kernel share. Operations are queued without a
/// system call; one io_uring_enter hands all of them in and waits for completions. Built only with liburing.
/// Opened in stage 11. Sources: man 7 io_uring, man 2 io_uring_enter.
#pragma once

#include <liburing.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace ladder::os {

//! [completion]
/// What became of an operation.
struct Completion {
  std::uint64_t tag = 0;  ///< what it was queued with
  int result = 0;         ///< as of the system call, but a negative error number instead of errno
  bool more = false;      ///< the operation goes on: more completions will come
  std::optional<std::uint16_t> buffer;  ///< of a receive: where the bytes are
};
//! [completion]

class ReceiveBuffers;

/// Used by one thread: the one that calls enable(). What is queued borrows its descriptor until it completes,
/// and its bytes too. The calls that queue throw std::system_error only if the queue is full and the kernel
/// takes nothing of it, also when asked again and again.
///
/// \par Example
/// \snippet examples/drive.cpp uring
class Uring {
 public:
  /// Room for `entries` queued operations; when there are more, they are handed in early. Throws
  /// std::system_error.
  explicit Uring(unsigned entries);
  /// Whatever still runs is called back; the kernel lets go of its memory some time later.
  ~Uring();
  Uring(const Uring&) = delete;
  Uring& operator=(const Uring&) = delete;

  /// Lets receives use these buffers. They must outlive the ring. Throws std::system_error.
  void provide(ReceiveBuffers& buffers);
  /// Starts the ring; from here on it belongs to this thread. Throws std::system_error.
  void enable();

  /// Accepts until it fails or is cancelled: a completion for each connection.
  void accept_many(int listener_fd, std::uint64_t tag);
  /// Receives into the provided buffers until the end of the stream, an error, a cancel, or until no buffer
  /// is left (ENOBUFS): a completion for each buffer.
  void receive_many(int fd, std::uint64_t tag);
  /// Receives into one provided buffer: a single completion, also if there is none (ENOBUFS).
  void receive_one(int fd, std::uint64_t tag);
  /// Sends what the socket takes, waiting until it takes something; raises no SIGPIPE.
  void send(int fd, std::span<const std::byte> bytes, std::uint64_t tag);
  /// The same for two spans, in order, by one sendmsg(2).
  void send(int fd, const std::array<std::span<const std::byte>, 2>& memory, std::uint64_t tag);
  /// Completes once `fd` is writable, or broken.
  void wait_writable(int fd, std::uint64_t tag);
  /// Completes once `fd` is readable.
  void wait_readable(int fd, std::uint64_t tag);
  /// Completes whenever `fd` becomes readable, again and again.
  void watch_readable(int fd, std::uint64_t tag);
  /// Calls back the operation that was queued with `target`. It completes all the same, mostly with
  /// ECANCELED; if it has completed already, nothing happens. The cancel itself may complete with tag 0.
  void cancel(std::uint64_t target);

  /// Hands in what is queued and waits until something completes, at most `timeout_ms` (negative: for ever).
  /// May return early. Throws std::system_error.
  void submit_and_wait(int timeout_ms);
  /// How much has completed and is not handled yet.
  unsigned completed() const { return io_uring_cq_ready(&ring_); }
  /// Calls `handle` for everything that has completed; how many that were. `handle` may queue.
  template <class Handle>
  //! [reap]
  std::size_t reap(Handle&& handle) {
    unsigned head = 0;
    unsigned seen = 0;
    io_uring_cqe* entry = nullptr;
    io_uring_for_each_cqe(&ring_, head, entry) {
      ++seen;
      const Completion one = completion_of(*entry);
      io_uring_cq_advance(&ring_, 1);  // first: what `handle` hands in early may complete into its place
      handle(one);
    }
    return seen;
  }
  //! [reap]

 private:
  /// What sendmsg needs, beside the entry that points to it. The kernel has read it when it has taken the
  /// entry (IORING_FEAT_SUBMIT_STABLE).
  struct Message {
    msghdr header;
    std::array<iovec, 2> vectors;
  };

  static Completion completion_of(const io_uring_cqe& entry) {
    Completion one{entry.user_data, entry.res, (entry.flags & IORING_CQE_F_MORE) != 0, std::nullopt};
    if ((entry.flags & IORING_CQE_F_BUFFER) != 0)
      one.buffer = static_cast<std::uint16_t>(entry.flags >> IORING_CQE_BUFFER_SHIFT);
    return one;
  }
  io_uring_sqe& next_entry();
  void poll(int fd, unsigned events, std::uint64_t tag, unsigned flags);

  io_uring ring_{};
  std::unique_ptr<Message[]> messages_;  // one an entry
  std::size_t buffer_bytes_ = 0;         // of each that was provided
};

}  // namespace ladder::os
