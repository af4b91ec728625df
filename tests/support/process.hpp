/// \file
/// Process: a real program under test. Started with close-on-exec hygiene, its standard output and error
/// captured, stopped by SIGTERM, and never left behind: the destructor kills what still runs (by its own pid,
/// which is ours until it is reaped), and the kernel kills it if the test program itself dies.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "os/address.hpp"
#include "os/fd.hpp"
#include "support/patience.hpp"

namespace ladder::test {

/// What a program writes into a pipe, read as it comes, so that the program never waits for us. Any thread.
class CapturedPipe {
 public:
  /// Reads until the end of the stream; so every writing end must be closed before it is destroyed.
  explicit CapturedPipe(os::Fd reading_end);
  /// All of it so far.
  std::string text() const;
  /// Waits until the text contains this.
  bool wait_for(std::string_view part, std::chrono::milliseconds at_most) const;
  /// Waits for the end of the stream, at most kPatience, then returns everything.
  std::string text_to_the_end();

 private:
  void read();
  os::Fd fd_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::string text_;
  bool ended_ = false;
  std::jthread reader_;  // last: it uses the others
};

/// A running program. Make it on the test's main thread: the kernel ties the child to the thread that made
/// it.
class Process {
 public:
  /// Starts `command[0]` with its arguments. `input` is what it reads on standard input. Throws
  /// std::system_error.
  explicit Process(const std::vector<std::string>& command, std::string_view input = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  /// Waits until standard error tells "listening on ADDRESS". Throws std::runtime_error with that text if it
  /// does not within kPatience, or if the program ends.
  os::Address wait_until_listening();

  /// Sends a signal. The process must not have been reaped by wait_for_exit().
  void signal(int number);
  /// Its exit status, or 128 and the signal that killed it, as a shell tells it. Nothing if it still runs.
  std::optional<int> wait_for_exit(std::chrono::milliseconds at_most = kPatience);
  /// SIGTERM, then wait_for_exit().
  std::optional<int> stop(std::chrono::milliseconds at_most = kPatience);

  /// What it has written to standard error so far.
  std::string log() const { return error_->text(); }
  bool log_says(std::string_view part) const { return error_->wait_for(part, kPatience); }
  /// Everything it wrote; call when it has ended.
  std::string whole_log() { return error_->text_to_the_end(); }
  std::string whole_output() { return output_->text_to_the_end(); }

  /// From /proc: open descriptors, threads, and whether all its threads wait for something.
  std::size_t descriptors() const;
  std::size_t threads() const;
  bool all_asleep() const;
  /// Waits until it has `descriptors` open and all its threads wait: then it has seen everything that was
  /// done to it.
  bool settles_at(std::size_t descriptors) const;

 private:
  pid_t pid_ = -1;
  std::optional<int> status_;
  std::optional<CapturedPipe> output_;
  std::optional<CapturedPipe> error_;
};

}  // namespace ladder::test
