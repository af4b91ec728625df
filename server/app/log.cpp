#include "app/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <stdexcept>

namespace ladder::app {

namespace {

/// Batches that may wait for the disk before workers wait for them.
constexpr std::size_t kQueuedBatches = 8'192;

}  // namespace

Log::Log(const std::string& level, const std::string& access_file) {
  auto console = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  auto messages = std::make_shared<spdlog::logger>("ladder", console);
  messages->set_level(spdlog::level::from_str(level));
  messages->set_pattern("%Y-%m-%dT%H:%M:%SZ %l: %v", spdlog::pattern_time_type::utc);
  messages->flush_on(spdlog::level::info);
  const bool shows_access = messages->should_log(spdlog::level::info);
  spdlog::set_default_logger(messages);

  if (!access_file.empty()) {
    // spdlog would make missing directories: a mistyped path should not.
    const auto folder = std::filesystem::path(access_file).parent_path();
    if (!folder.empty() && !std::filesystem::is_directory(folder))
      throw std::runtime_error("access log " + access_file + ": there is no directory " + folder.string());
    try {
      spdlog::init_thread_pool(kQueuedBatches, 1);
      access_ = spdlog::basic_logger_mt<spdlog::async_factory>("access", access_file);
    } catch (const spdlog::spdlog_ex& error) {
      throw std::runtime_error("access log " + access_file + ": " + error.what());
    }
  } else if (shows_access) {
    access_ = std::make_shared<spdlog::logger>("access", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  }
  if (!access_) return;
  access_->set_pattern("%v");
  access_->flush_on(spdlog::level::info);
}

Log::~Log() {
  spdlog::shutdown();  // joins the thread that writes, so that the logger is not destroyed beneath it
  access_.reset();
}

}  // namespace ladder::app
