/// \file
/// TracingObserver: tells the trace of each answered request, and passes everything on; and how the trace is
/// opened. Opened in stage 05.
#pragma once

#include <memory>
#include <string>

#include "http/context.hpp"
#include "os/trace.hpp"

namespace ladder::app {

/// Stands between the sessions of one worker and its log (which may be null). Made only while there is a
/// trace.
class TracingObserver final : public http::Observer {
 public:
  /// `next`, which may be null, outlives it.
  explicit TracingObserver(http::Observer* next) : next_(next) {}

  /// Tells the trace, then the next.
  void exchanged(const http::Exchange& exchange) override {
    if (os::Trace* const trace = os::Trace::active())
      trace->request(exchange.client, exchange.request_line, http::code(exchange.status), exchange.body_bytes,
                     exchange.duration);
    if (next_ != nullptr) next_->exchanged(exchange);
  }
  /// For the log alone: the trace is told of deadlines by who lets them pass.
  void timed_out(std::string_view client, std::string_view waiting_for) override {
    if (next_ != nullptr) next_->timed_out(client, waiting_for);
  }
  /// For the log alone: in the trace it is a request with status 421.
  void host_refused(std::string_view client, std::string_view host) override {
    if (next_ != nullptr) next_->host_refused(client, host);
  }

 private:
  http::Observer* const next_;
};

/// The trace, or null without a file. Throws std::system_error.
inline std::unique_ptr<os::Trace> open_trace(const std::string& file) {
  return file.empty() ? nullptr : std::make_unique<os::Trace>(file);
}

}  // namespace ladder::app
