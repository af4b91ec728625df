/// \file
/// Faults: the n-th allocation, or the n-th system call of a kind, fails, wherever this program makes it. It
/// is the program that is linked with faults.cpp which brings an operator new and these calls of its own; not
/// built with sanitizers, which bring theirs.
#pragma once

#include <cstddef>
#include <limits>

namespace ladder::test {

/// What can be made to fail. io_uring moves bytes and accepts in the kernel: there only the others are met.
enum class Point {
  allocation,  ///< operator new: std::bad_alloc
  accept4,     ///< EMFILE
  recv,        ///< ECONNRESET
  send,        ///< send and sendmsg: EPIPE
  sendfile,    ///< EIO
  epoll_ctl,   ///< of connections that are added: ENOSPC
  poll,        ///< ENOMEM
  openat2,     ///< EMFILE
  fstat,       ///< EIO
  pread,       ///< EIO
  write,       ///< to regular files: ENOSPC
  fsync,       ///< EIO
  rename       ///< renameat2 and linkat: EIO
};

/// From here to its end the `nth` point of a kind fails, counted from 0, and `count` - 1 behind it. One at a
/// time.
class Fault {
 public:
  static constexpr std::size_t kAllBehind = std::numeric_limits<std::size_t>::max();
  Fault(Point point, std::size_t nth, std::size_t count = 1);
  ~Fault();
  Fault(const Fault&) = delete;
  Fault& operator=(const Fault&) = delete;
  /// How many points have failed, of this fault or the last one.
  static std::size_t met();
};

/// As long as one lives, nothing fails on the thread that made it: those that test.
class Spared {
 public:
  Spared();
  ~Spared();
  Spared(const Spared&) = delete;
  Spared& operator=(const Spared&) = delete;
};

/// Allocations that this thread has made so far.
std::size_t allocations();

}  // namespace ladder::test
