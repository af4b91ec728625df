/// \file
/// uring_limit [PORT]: the do-nothing limit of io_uring. One thread and one ring; accepting and receiving are
/// asked for once and go on by themselves (multishot), the kernel picks a buffer only when bytes are there
/// (provided buffers), and all answers of a round leave with the one system call that also waits for the next
/// round. Needs Linux 6.1. Sources: man 7 io_uring, man 3 io_uring_prep_recv_multishot.

#include <liburing.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <exception>
#include <vector>

#include "canned.hpp"
#include "os/error.hpp"
#include "os/receive_buffers.hpp"

namespace {

using namespace ladder;

constexpr unsigned kEntries = 4096, kFiles = 16'384;

enum Operation : std::uint64_t { kAccept, kReceive, kSend, kClose };

/// All that is kept of a connection; its place in the table is its descriptor.
struct Connection {
  std::uint32_t last = 0;      // the newest bytes received (bench::count_heads)
  std::size_t owed_bytes = 0;  // of answers that are not sent yet
  bool sending = false, ended = false;
};

class Loop {
 public:
  explicit Loop(os::Fd listener) : listener_(std::move(listener)) {
    // Deferred task work: completions are made where we wait for them, in batches, not in between
    // (Linux 6.1).
    io_uring_params parameters{};
    parameters.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE;
    parameters.cq_entries = 4 * kEntries;
    check(io_uring_queue_init_params(kEntries, &ring_, &parameters), "io_uring_queue_init_params");
    check(io_uring_register_ring_fd(&ring_), "io_uring_register_ring_fd");
    // Connections live in the ring's own table of files: no reference is taken at each operation.
    check(io_uring_register_files_sparse(&ring_, kFiles), "io_uring_register_files_sparse");
    io_uring_buf_reg buffers = buffers_.registration();
    check(io_uring_register_buf_ring(&ring_, &buffers, 0), "io_uring_register_buf_ring");
    const int on = 1;  // connections inherit it from their listener
    (void)::setsockopt(listener_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    accept_on();
  }

  [[noreturn]] void run() {
    for (;;) {
      const int waited = io_uring_submit_and_wait(&ring_, 1);
      if (waited < 0 && waited != -EINTR) check(waited, "io_uring_submit_and_wait");
      unsigned head = 0, seen = 0;
      io_uring_cqe* completion = nullptr;
      io_uring_for_each_cqe(&ring_, head, completion) {
        handle(*completion);
        ++seen;
      }
      io_uring_cq_advance(&ring_, seen);
    }
  }

 private:
  static void check(int result, const char* call) {
    if (result < 0) os::throw_system_error(-result, call, {});
  }

  io_uring_sqe* next_entry() {
    if (io_uring_sq_space_left(&ring_) == 0) check(io_uring_submit(&ring_), "io_uring_submit");
    return io_uring_get_sqe(&ring_);
  }

  static void tag(io_uring_sqe* entry, Operation operation, std::size_t place = 0) {
    if (operation == kReceive || operation == kSend) entry->flags |= IOSQE_FIXED_FILE;
    io_uring_sqe_set_data64(entry, place << 2 | operation);
  }

  void accept_on() {
    io_uring_sqe* entry = next_entry();
    io_uring_prep_multishot_accept_direct(entry, listener_.get(), nullptr, nullptr, 0);
    tag(entry, kAccept);
  }

  void receive_on(std::size_t place) {
    io_uring_sqe* entry = next_entry();
    io_uring_prep_recv_multishot(entry, static_cast<int>(place), nullptr, 0, 0);
    entry->flags |= IOSQE_BUFFER_SELECT;
    entry->buf_group = os::ReceiveBuffers::kGroup;
    tag(entry, kReceive, place);
  }

  void handle(const io_uring_cqe& completion) {
    const auto place = static_cast<std::size_t>(completion.user_data >> 2);
    const bool goes_on = (completion.flags & IORING_CQE_F_MORE) != 0;
    switch (static_cast<Operation>(completion.user_data & 3)) {
      case kAccept:
        if (completion.res >= 0) accepted(static_cast<std::size_t>(completion.res));
        if (!goes_on) accept_on();
        return;
      case kReceive:
        return received(place, completion, goes_on);
      case kSend:
        return sent(place, completion.res);
      case kClose:
        return;
    }
  }

  void accepted(std::size_t place) {
    if (place >= connections_.size()) connections_.resize(place + 1);
    connections_[place] = {};
    receive_on(place);
  }

  void received(std::size_t place, const io_uring_cqe& completion, bool goes_on) {
    Connection& connection = connections_[place];
    if (completion.res > 0) {
      const auto buffer = static_cast<std::uint16_t>(completion.flags >> IORING_CQE_BUFFER_SHIFT);
      const auto bytes = buffers_.filled(buffer, static_cast<std::size_t>(completion.res));
      const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      connection.owed_bytes += bench::count_heads(connection.last, text) * answers_.answer_bytes();
      buffers_.give_back(buffer);
    }
    const bool no_buffer_left = completion.res == -ENOBUFS;
    connection.ended = completion.res <= 0 && !no_buffer_left;
    if (!goes_on && !connection.ended) receive_on(place);
    go_on_sending(place);
  }

  void sent(std::size_t place, int result) {
    Connection& connection = connections_[place];
    connection.sending = false;
    // A client that is gone gets no more; that it is gone is told to the receive as well, which then ends.
    connection.owed_bytes = result < 0 ? 0 : connection.owed_bytes - static_cast<std::size_t>(result);
    go_on_sending(place);
  }

  /// One send at a time, or answers might overtake each other. Closed when nothing is under way any more.
  void go_on_sending(std::size_t place) {
    Connection& connection = connections_[place];
    if (connection.sending || (connection.owed_bytes == 0 && !connection.ended)) return;
    io_uring_sqe* entry = next_entry();
    if (connection.owed_bytes > 0) {
      const std::string_view bytes = answers_.next(connection.owed_bytes);
      io_uring_prep_send(entry, static_cast<int>(place), bytes.data(), bytes.size(),
                         MSG_NOSIGNAL | MSG_WAITALL);
      connection.sending = true;
      return tag(entry, kSend, place);
    }
    io_uring_prep_close_direct(entry, static_cast<unsigned>(place));
    tag(entry, kClose, place);
  }

  os::Fd listener_;
  io_uring ring_{};
  os::ReceiveBuffers buffers_{1024, 2048};  // for all: a connection that waits holds none
  const bench::Answers answers_;
  std::vector<Connection> connections_;
};

}  // namespace

int main(int argc, char** argv) try {
  Loop(bench::listen_as_told(argc, argv)).run();
} catch (const std::exception& error) {
  std::cerr << "uring_limit: " << error.what() << std::endl;
  return 1;
}
