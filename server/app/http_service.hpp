/// \file
/// HttpService: gives a driver its HTTP sessions. One a worker: its context, its handler, its log.
/// Opened in stage 05.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/access_log.hpp"
#include "app/tracing.hpp"
#include "http/context.hpp"
#include "http/session.hpp"
#include "os/address.hpp"
#include "seam/waker.hpp"

namespace ladder::app {

/// The drive::Service of every HTTP server here: what its sessions share, a Context, lives in it, and so
/// it outlives them. One thread at a time.
///
/// \par Example
/// \snippet examples/drive.cpp http-service
class HttpService {
 public:
  using Conversation = http::Session;

  /// `log` may be null.
  HttpService(const http::Limits& limits, const http::AllowedHosts& allowed_hosts,
              std::unique_ptr<http::Handler> handler, std::unique_ptr<WorkerLog> log = nullptr);

  /// A session with the context of this worker. The peer's name is made only where a log or a trace wants it:
  /// it costs an allocation.
  http::Session start(const os::Address& peer, const seam::Waker& waker, seam::TimePoint now);
  /// A complete 503 with Retry-After. Valid until the next call.
  std::string_view refuse(const os::Address& peer);
  /// Connections wait that cannot be accepted: warns, as often as the rate allows.
  void accept_failed(int error_number);
  /// Hands the gathered access lines on, now that nobody is kept waiting by it, and gives the handler its
  /// moment. When to call again: what the handler says.
  seam::TimePoint about_to_wait();

 private:
  std::unique_ptr<http::Handler> handler_;
  std::unique_ptr<WorkerLog> log_;
  std::optional<TracingObserver> tracing_;  // only while there is a trace
  http::Context context_;
  std::string refusal_;
};

}  // namespace ladder::app
