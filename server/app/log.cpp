#include "app/log.hpp"

#include <fcntl.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
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

os::Fd open_log(const std::string& path, int more_flags = 0) {
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder))
    throw std::runtime_error("access log " + path + ": there is no directory " + folder.string());
  os::Fd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | more_flags, 0644));
  if (!fd) throw std::runtime_error("access log " + path + ": " + os::error_text(errno));
  return fd;
}

bool is_regular_file(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

Log::Log(const std::string& level, const std::string& access_file)
    : standard_error_(STDERR_FILENO), path_(access_file) {
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

void Log::start() {
  standard_error_.start();
  if (to_file_) to_file_->start();
}

//! [reopen]
void Log::reopen() {
  if (!is_regular_file(file_.get())) return;  // no file, or a device or a pipe, which nobody moves away
  // Not to wait at a pipe that may stand in the file's place by now.
  const os::Fd fresh = open_log(path_, O_NONBLOCK);
  if (!is_regular_file(fresh.get()))
    throw std::runtime_error("access log " + path_ + ": is no file any more");
  // The writer goes on with the number that it knows: what it is writing now ends where it began.
  os::check(::dup3(fresh.get(), file_.get(), O_CLOEXEC), "dup3", path_);
}
//! [reopen]

Log::~Log() { spdlog::shutdown(); }  // nobody logs through the writer any more, which goes now

}  // namespace ladder::app
