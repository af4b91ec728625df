/// \file
/// Logging set up: messages to standard error, access lines to a file or beside them. Whoever logs hands its
/// lines to a LogWriter and goes on. Opened in stage 12.
#pragma once

#include <optional>
#include <string>

#include "app/log_writer.hpp"
#include "os/fd.hpp"

namespace ladder::app {

/// The logs of a running server. Destroying it writes out what is still queued.
class Log {
 public:
  /// Throws std::runtime_error if the access log cannot be opened, naming it.
  Log(const std::string& level, const std::string& access_file);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Begins to write; until then lines wait. Throws std::system_error.
  void start();
  /// Who takes the access lines; null if none are wanted. Any thread may post to it.
  LogWriter* access() { return access_; }
  /// Opens the access log's file by its name again: after logrotate(8) has moved it away, a new one begins.
  /// Throws std::runtime_error or std::system_error, and then the old one is written on. One thread at a
  /// time.
  void reopen();

 private:
  LogWriter standard_error_;
  const std::string path_;
  os::Fd file_;
  std::optional<LogWriter> to_file_;
  LogWriter* access_ = nullptr;
};

}  // namespace ladder::app
