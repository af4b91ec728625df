/// \file
/// LogWriter: the one who writes a log, so that nobody who serves ever waits for it. Lines go into a bounded
/// buffer in memory; a thread of its own writes them out, five times a second. If the reader of the log is
/// too slow (a pipe that nobody empties, a disk that hangs), lines are dropped and counted, and the count
/// stands in the log as soon as it moves again. Opened in stage 12. Sources: man 2 write, man 7 pipe, man 2
/// poll.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <thread>

#include "concurrency/mutex.hpp"
#include "os/event.hpp"
#include "os/fd.hpp"

namespace ladder::app {

/// Writes to one descriptor. post() may come from any thread; it takes a lock that nobody holds over a call
/// that can wait, and allocates nothing.
class LogWriter {
 public:
  /// Lines that may wait to be written: what a busy server says in a fifth of a second, twenty times over.
  static constexpr std::size_t kCapacityBytes = std::size_t{1024} * 1024;
  /// Between two writes, so that many lines leave in one. The first after a silence leaves at once.
  static constexpr std::chrono::milliseconds kFlushEvery{200};
  /// At the end, how long a reader who does not read is waited for.
  static constexpr std::chrono::milliseconds kLastWords{1'000};

  /// `fd` is borrowed: it stays open until the writer is destroyed. A pipe or a terminal is opened anew, so
  /// that it can be written to without waiting, whoever else shares it. Throws std::system_error.
  explicit LogWriter(int fd, std::size_t capacity_bytes = kCapacityBytes);
  /// Makes the thread that writes; until then lines wait. A call of its own, for threads are made when the
  /// process is confined. Call it once at most. Throws std::system_error.
  void start();
  /// Writes out what waits, for kLastWords at most; by itself if nobody ever started it.
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  /// Takes whole lines, each with its line feed, or drops them all and counts them.
  void post(std::string_view lines) noexcept LADDER_EXCLUDES(mutex_);

  /// Lines dropped so far, told in the log or not.
  std::uint64_t dropped_lines() const noexcept LADDER_EXCLUDES(mutex_);

 private:
  void run() LADDER_EXCLUDES(mutex_);
  bool take_waiting() LADDER_EXCLUDES(mutex_);
  void rest() LADDER_EXCLUDES(mutex_);
  bool write_out(std::string_view text);
  bool wait_writable();
  bool note_dropped() LADDER_REQUIRES(mutex_);

  void lose(std::string_view text) LADDER_EXCLUDES(mutex_);

  const os::Fd own_;  // of what is no file: not blocking, and nobody else's
  const int fd_;
  const std::size_t capacity_bytes_;
  const bool never_waits_;                               // a regular file: poll(2) has nothing to say of it
  os::Event stop_;                                       // wakes the writer where it waits for the reader
  std::chrono::steady_clock::time_point write_until_{};  // set once stopping; the writer's thread only

  mutable concurrency::Mutex mutex_;
  concurrency::ConditionVariable wake_;
  std::string waiting_ LADDER_GUARDED_BY(mutex_);
  std::uint64_t dropped_ LADDER_GUARDED_BY(mutex_) = 0;
  std::uint64_t told_ LADDER_GUARDED_BY(mutex_) = 0;  // of them, those that the log counts
  bool stopping_ LADDER_GUARDED_BY(mutex_) = false;

  std::string writing_;        // the writer's thread only, and so is:
  bool ending_ = false;        // what is being written is the last
  bool line_is_torn_ = false;  // the last write ended in the middle of a line
  std::jthread thread_;        // last: joined before the rest goes; none before start()
};

}  // namespace ladder::app
