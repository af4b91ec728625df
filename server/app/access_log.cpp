#include "app/access_log.hpp"

#include <spdlog/fmt/chrono.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <ctime>
#include <iterator>

namespace ladder::app {

//! [escape]
void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
      out.push_back(c);
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
    }
  }
}
//! [escape]

WorkerLog::WorkerLog(std::shared_ptr<spdlog::logger> access, Counters& totals)
    : access_(std::move(access)), totals_(totals) {}

WorkerLog::~WorkerLog() {
  flush();
  totals_.connections += connections_;
  totals_.refused += refused_;
  totals_.requests += requests_;
  totals_.body_bytes += body_bytes_;
  totals_.timeouts += timeouts_;
}

//! [access-line]
void WorkerLog::exchanged(const http::Exchange& exchange) {
  ++requests_;
  body_bytes_ += exchange.body_bytes;
  if (!access_) return;
  std::tm utc{};
  const std::time_t now = std::time(nullptr);
  (void)::gmtime_r(&now, &utc);
  fmt::format_to(std::back_inserter(lines_), "{:%Y-%m-%dT%H:%M:%SZ} {} \"", utc, exchange.client);
  append_escaped(lines_, exchange.request_line);
  fmt::format_to(std::back_inserter(lines_), "\" {} {} bytes {} us {}{}\n", http::code(exchange.status),
                 exchange.body_bytes, exchange.duration.count(), exchange.transfer,
                 exchange.complete ? "" : " (broken off)");
  if (lines_.size() >= kBatchBytes) flush();
}
//! [access-line]

void WorkerLog::timed_out(std::string_view client, std::string_view waiting_for) {
  ++timeouts_;
  spdlog::warn("timeout: {} ({})", client, waiting_for);
}

void WorkerLog::host_refused(std::string_view client, std::string_view host) {
  std::string escaped;
  append_escaped(escaped, host);
  spdlog::warn("host refused: {} asked for \"{}\"", client, escaped);
}

void WorkerLog::connection_refused(std::string_view client) {
  ++refused_;
  const auto now = std::chrono::steady_clock::now();
  if (now - warned_at_ < std::chrono::seconds(1)) return;
  spdlog::warn("connections refused: {}, the last from {} (workers and queue are full)",
               refused_ - refused_told_, client);
  warned_at_ = now;
  refused_told_ = refused_;
}

void WorkerLog::flush() {
  if (lines_.empty()) return;
  lines_.pop_back();  // the logger ends the batch with a newline of its own
  access_->info("{}", lines_);
  lines_.clear();
}

}  // namespace ladder::app
