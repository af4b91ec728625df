#include "app/log.hpp"

#include <fcntl.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <mutex>
#include <stdexcept>

#include "os/error.hpp"

namespace ladder::app {

namespace {

/// Hands formatted messages to a writer. Its lock is held while a line is formatted, never while one is
/// written.
class WriterSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit WriterSink(LogWriter& writer) : writer_(writer) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    writer_.post({line.data(), line.size()});
  }
  void flush_() override {}  // the writer does, five times a second

  LogWriter& writer_;
};

os::Fd open_log(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder))
    throw std::runtime_error("access log " + path + ": there is no directory " + folder.string());
  os::Fd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
  if (!fd) throw std::runtime_error("access log " + path + ": " + os::error_text(errno));
  return fd;
}

}  // namespace

Log::Log(const std::string& level, const std::string& access_file) : standard_error_(STDERR_FILENO) {
  auto messages = std::make_shared<spdlog::logger>("ladder", std::make_shared<WriterSink>(standard_error_));
  messages->set_level(spdlog::level::from_str(level));
  messages->set_pattern("%Y-%m-%dT%H:%M:%SZ %l: %v", spdlog::pattern_time_type::utc);
  messages->set_error_handler([](const std::string&) {});  // no memory for a message: it is left out
  if (!access_file.empty()) {
    file_ = open_log(access_file);
    access_ = &to_file_.emplace(file_.get());
  } else if (messages->should_log(spdlog::level::info)) {
    access_ = &standard_error_;
  }
  spdlog::set_default_logger(std::move(messages));
}

Log::~Log() { spdlog::shutdown(); }  // nobody logs through the writer any more, which goes now

}  // namespace ladder::app
