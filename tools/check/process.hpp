/// \file
/// A program that the grader starts: in a process group of its own, what it says captured, and never left
/// behind.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "check/descriptor.hpp"
#include "check/patience.hpp"
#include "check/run_time.hpp"

namespace ladder::check {

/// A running program and whatever it starts itself. One thread.
class Process {
 public:
  /// Executes `words` (execvp(3)) with `input` as its standard input. Throws CannotWork if no process can be
  /// made; whether this one became the program, execution_error() tells.
  explicit Process(const std::vector<std::string>& words, std::string_view input = {});
  /// Kills the whole group: signals go to the group, since the words may be a shell that starts the server.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Why the words could not be executed (man 3 execvp): ENOENT, EACCES. None if they were.
  std::error_code execution_error() const { return execution_error_; }

  /// SIGTERM and what else; to every process of the group. Nothing once they are gone: the number may be
  /// somebody else's by then.
  void signal(int number) const;
  /// Its exit status, or 128 and the signal that killed it, as a shell tells it. Nothing while it runs.
  std::optional<int> status();
  /// Waits until it has ended and nothing of its group is left.
  std::optional<int> wait(Milliseconds at_most);
  /// SIGTERM, a moment, SIGKILL. For when nobody asks how it stops.
  void end();

  /// Everything it wrote to standard output.
  std::string output() const;
  /// The last lines of what it wrote to standard error and standard output.
  std::string last_words() const;

  /// From /proc: open descriptors and threads of all processes of the group.
  std::size_t descriptors() const;
  std::size_t threads() const;
  /// Bytes of addresses that are mapped in all of them, used or not.
  std::size_t mapped_bytes() const;
  /// What each thread of the group had of the processor.
  std::map<pid_t, RunTime> run_times() const;

 private:
  std::vector<pid_t> members() const;
  pid_t group_ = -1;
  std::optional<int> status_;
  std::error_code execution_error_;
  Descriptor output_;
  Descriptor error_;
};

/// So many threads may a runtime start when it has work, whatever its clients do: for uploads, say, or a pool
/// of its own that is as large as the machine.
std::size_t late_threads();

/// Lets this process, whose clients are many, have as many descriptors as it may. Programs that are started
/// later get what it was itself started with: how many they need is their own business.
void raise_descriptor_limit();

/// "ended with status 1", "was killed by signal 11 (Segmentation fault)".
std::string describe_status(int status);

}  // namespace ladder::check
