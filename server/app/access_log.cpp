#include "app/access_log.hpp"

#include <spdlog/fmt/chrono.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <ctime>
#include <exception>
#include <iterator>
#include <utility>

#include "os/clock.hpp"
#include "os/error.hpp"

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

std::optional<std::uint64_t> WarningRate::admit(std::chrono::steady_clock::time_point now) noexcept {
  const std::int64_t second = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  // Who sees the new second first begins to count anew; a warning more or less at the turn harms nobody.
  if (second_.exchange(second) != second) in_second_ = 0;
  if (in_second_.fetch_add(1) >= kEachSecond) {
    left_out_.fetch_add(1);
    return std::nullopt;
  }
  return left_out_.exchange(0);
}

namespace {

/// Writes a warning if its rate allows, with the number of those left out. No memory for it: it is left out.
template <class... Arguments>
void warn(WarningRate& rate, fmt::format_string<Arguments...> format, Arguments&&... arguments) noexcept {
  const auto left_out = rate.admit(std::chrono::steady_clock::now());
  if (!left_out) return;
  try {
    std::string text = fmt::format(format, std::forward<Arguments>(arguments)...);
    if (*left_out > 0) text += fmt::format(" (and {} more like it, not written)", *left_out);
    spdlog::warn("{}", text);
  } catch (const std::exception&) {
  }
}

std::string escaped(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

}  // namespace

void storage_trouble(WarningRates& rates, content::Trouble kind, std::string_view what) noexcept {
  warn(kind == content::Trouble::upload ? rates.uploads : rates.roots, "{}", what);
}

WorkerLog::WorkerLog(TakeLines access, Counters& totals, WarningRates& rates)
    : access_(std::move(access)), totals_(totals), rates_(rates) {}

WorkerLog::~WorkerLog() {
  flush();
  totals_.connections += connections_;
  totals_.refused += refused_;
  totals_.requests += requests_;
  totals_.body_bytes += body_bytes_;
  totals_.timeouts += timeouts_;
  totals_.hosts_refused += hosts_refused_;
}

//! [access-line]
void WorkerLog::exchanged(const http::Exchange& exchange) noexcept {
  ++requests_;
  body_bytes_ += exchange.body_bytes;
  if (!access_) return;
  const std::size_t before = lines_.size();
  try {
    write_line(exchange);
  } catch (const std::exception&) {
    lines_.resize(before);  // no half a line
  }
  if (lines_.size() >= kBatchBytes) flush();
}

void WorkerLog::write_line(const http::Exchange& exchange) {
  std::tm utc{};
  const std::time_t now = os::wall_clock_seconds();
  (void)::gmtime_r(&now, &utc);
  fmt::format_to(std::back_inserter(lines_), "{:%Y-%m-%dT%H:%M:%SZ} {} \"", utc, exchange.client);
  append_escaped(lines_, exchange.request_line);
  fmt::format_to(std::back_inserter(lines_), "\" {} {} bytes {} us {}{}\n", http::code(exchange.status),
                 exchange.body_bytes, exchange.duration.count(), exchange.transfer,
                 exchange.complete ? "" : " (broken off)");
}
//! [access-line]

void WorkerLog::timed_out(std::string_view client, std::string_view waiting_for) noexcept {
  ++timeouts_;
  warn(rates_.timeouts, "timeout: {} ({})", client, waiting_for);
}

void WorkerLog::host_refused(std::string_view client, std::string_view host) noexcept try {
  ++hosts_refused_;
  warn(rates_.hosts, "host refused: {} asked for \"{}\" (--allow-host adds one)", client, escaped(host));
} catch (const std::exception&) {
}

void WorkerLog::connection_refused(std::string_view client) noexcept {
  ++refused_;
  warn(rates_.refusals, "connection refused: {} (workers and queue are full, or the client has its share)",
       client);
}

void WorkerLog::accept_failed(int error_number) noexcept try {
  warn(rates_.accepts, "connections wait and cannot be accepted: {}", os::error_text(error_number));
} catch (const std::exception&) {
}

void WorkerLog::flush() noexcept {
  if (lines_.empty()) return;
  access_(lines_);
  lines_.clear();
}

}  // namespace ladder::app
