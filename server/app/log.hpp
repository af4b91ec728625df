/// \file
/// Logging set up: messages to standard error, access lines to a file or beside them. Opened in stage 12.
#pragma once

#include <memory>
#include <string>

namespace spdlog {
class logger;
}

namespace ladder::app {

/// The loggers of a running server. Destroying it writes out what is still queued.
class Log {
 public:
  /// Throws std::runtime_error if the access log cannot be opened, naming it.
  Log(const std::string& level, const std::string& access_file);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Null if no access lines are wanted. Any thread may log through it.
  const std::shared_ptr<spdlog::logger>& access() const { return access_; }

 private:
  std::shared_ptr<spdlog::logger> access_;
};

}  // namespace ladder::app
