/// \file
/// SIGINT and SIGTERM as a readable descriptor: no handlers, no flags, no races. Opened in stage 01.
/// Sources: man 2 signalfd, man 7 signal.
#pragma once

#include <initializer_list>

#include "os/fd.hpp"

namespace ladder::os {

/// Blocks SIGINT and SIGTERM in this thread and in all threads made after it, and ignores SIGPIPE (a peer
/// that left must not end the server) and SIGXFSZ (nor a file over RLIMIT_FSIZE: the write fails). Make it
/// first in main(), before any thread. Signals that ask for something else (man 7 daemon) can be taken the
/// same way: what would end the program becomes readable instead.
///
/// \par Example
/// \snippet examples/os.cpp stop-signals
class StopSignals {
 public:
  /// With `others`, signals besides SIGINT and SIGTERM that wait() returns too. Throws std::system_error.
  explicit StopSignals(std::initializer_list<int> others = {});

  /// Readable while a signal waits to be taken.
  int fd() const { return fd_.get(); }
  /// Waits for a signal, takes it and returns its number. One thread at a time.
  int wait();

 private:
  Fd fd_;
};

}  // namespace ladder::os
