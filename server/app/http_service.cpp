#include "app/http_service.hpp"

#include "http/refusal.hpp"
#include "os/clock.hpp"

namespace ladder::app {

HttpService::HttpService(const http::Limits& limits, const http::AllowedHosts& allowed_hosts,
                         std::unique_ptr<http::Handler> handler, std::unique_ptr<WorkerLog> log)
    : handler_(std::move(handler)), log_(std::move(log)) {
  context_.limits = limits;
  context_.allowed_hosts = allowed_hosts;
  context_.handler = handler_.get();
  context_.observer = log_.get();
  if (os::Trace::active() != nullptr) context_.observer = &tracing_.emplace(log_.get());
  context_.wall_clock = os::wall_clock_seconds;
}

http::Session HttpService::start(const os::Address& peer, const seam::Waker&, seam::TimePoint now) {
  if (log_) log_->connection_started();
  return {context_, context_.observer != nullptr ? peer.to_string() : std::string(), now};
}

std::string_view HttpService::refuse(const os::Address& peer) {
  if (log_) log_->connection_refused(peer.to_string());
  refusal_ = http::refusal(context_);
  return refusal_;
}

void HttpService::accept_failed(int error_number) {
  if (log_) log_->accept_failed(error_number);
}

seam::TimePoint HttpService::about_to_wait() {
  if (log_) log_->flush();
  return handler_->about_to_wait();
}

}  // namespace ladder::app
