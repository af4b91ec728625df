/// \file
/// The second half of http::Session: what one request gets, from its complete head to its answer in the
/// queue.

#include <algorithm>
#include <exception>
#include <utility>

#include "http/response_builder.hpp"
#include "http/session.hpp"
#include "http/syntax.hpp"

namespace ladder::http {

namespace {

bool wants_keep_alive(const Request& request) {
  if (request.lists_token("Connection", "close")) return false;
  return request.at_least_1_1() || request.lists_token("Connection", "keep-alive");
}

/// An HTTP/1.0 client cannot expect anything (RFC 9110 section 10.1.1).
bool has_expectation(const Request& request) {
  return request.at_least_1_1() && request.find("Expect").has_value();
}

bool is_only_continue(const Request& request) {
  return request.count("Expect") == 1 && equals_ignoring_case(*request.find("Expect"), "100-continue");
}

/// For the log, when no head could be parsed: what came in place of a request line, as far as it is short.
std::string_view first_line(std::string_view text) {
  constexpr std::size_t kMaxLogged = 200;
  const std::size_t begin = std::min(text.find_first_not_of("\r\n"), text.size());
  const std::string_view line =
      text.substr(begin, std::min(text.find_first_of("\r\n", begin), text.size()) - begin);
  if (line.empty()) return "-";
  return line.substr(0, kMaxLogged);
}

/// Answers that end the connection, whoever makes them: the client's idea of the conversation is not ours, or
/// there is no room for more of it.
bool ends_connection(Status status) {
  switch (status) {
    case Status::bad_request:
    case Status::request_timeout:
    case Status::content_too_large:
    case Status::uri_too_long:
    case Status::header_fields_too_large:
    case Status::service_unavailable:
      return true;
    default:
      return false;
  }
}

}  // namespace

//! [begin-request]
bool Session::begin_request(seam::TimePoint now) {
  const Request& request = space_->parser.request();
  ++requests_;
  const bool expects_continue = has_expectation(request);

  const Framing framing = decide_framing(request);
  if (refused_by_framing(framing, now)) return true;
  const bool framed = framing.kind != Framing::Kind::none;
  const bool has_body = framing.kind == Framing::Kind::chunked || framing.length_bytes > 0;

  std::unique_ptr<BodyConsumer> consumer;
  if (!refused_by_head(request, expects_continue)) consumer = ask_handler(request, framed);
  if (!has_body && !consumer) {
    queue_answer(now);
    return true;
  }
  if (expects_continue && has_body) {
    if (!consumer) {
      // The answer is known before the body. The client may send it or not, so what follows cannot be trusted
      // to be a request: answer now and close (RFC 9110 section 10.1.1).
      space_->response.close = true;
      queue_answer(now);
      return true;
    }
    HttpResponseBuilder(space_->output.buffer()).status_line(Status::continue_).end();
  }
  space_->body.begin(framing, std::move(consumer), context_->limits);
  begin_window(now);
  return true;
}
//! [begin-request]

/// What makes the rest of the connection untrustworthy, or the body unwelcome: answer and close.
bool Session::refused_by_framing(const Framing& framing, seam::TimePoint now) {
  if (framing.kind == Framing::Kind::refused) {
    refuse(framing.status, framing.error, now);
  } else if (request()->form == TargetForm::authority) {
    refuse(Status::not_implemented, "this server is no proxy: CONNECT is not implemented", now);
  } else if (framing.length_bytes > context_->limits.body_bytes) {
    refuse(Status::content_too_large, "the body is over the limit", now);
  } else {
    return false;
  }
  return true;
}

//! [refused-by-head]
/// What is refused by the head alone and keeps the connection. The answer is described, not yet queued.
bool Session::refused_by_head(const Request& request, bool expects_continue) {
  if (request.method == Method::other) {
    describe(Status::not_implemented, "this method is not implemented");
  } else if (!request.authority.empty() &&
             (!context_->allowed_hosts.contains(request.authority_parts) ||
              (request.form == TargetForm::absolute && !equals_ignoring_case(request.scheme, "http")))) {
    const bool speaks_it =
        request.form != TargetForm::absolute || equals_ignoring_case(request.scheme, "http");
    if (speaks_it && context_->observer != nullptr)
      context_->observer->host_refused(client_, request.authority);
    describe(Status::misdirected_request,
             speaks_it ? "this server does not answer for that host"
                       : "this server speaks http alone, and the target is of another scheme");
  } else if (expects_continue && !is_only_continue(request)) {
    describe(Status::expectation_failed, "the only expectation met here is 100-continue");
  } else {
    return false;
  }
  return true;
}
//! [refused-by-head]

std::unique_ptr<BodyConsumer> Session::ask_handler(const Request& request, bool has_body) {
  try {
    return context_->handler->handle(request, has_body, space_->response);
  } catch (const std::exception&) {
    // No exception crosses the seam: memory or a descriptor was missing, and this client is told so.
    space_->response.clear();
    describe(Status::internal_server_error, "the server could not answer this request");
    return nullptr;
  }
}

void Session::describe(Status status, std::string_view detail) {
  space_->response.status = status;
  context_->handler->describe_error(status, detail, request(), space_->response);
}

//! [refuse]
/// Answers an error after which not one more byte of this connection is read as a request.
void Session::refuse(Status status, std::string_view detail, seam::TimePoint now) {
  space_->body.reset();
  space_->response.clear();
  describe(status, detail);
  queue_answer(now, true);
}
//! [refuse]

//! [must-close]
bool Session::must_close(bool client_asks) const {
  const Response& response = space_->response;
  return client_asks || clock_.draining() || response.close || ends_connection(response.status) ||
         requests_ >= context_->limits.requests;
}
//! [must-close]

//! [queue-answer]
/// Behind a refusal (`is_refusal`) nothing more is read as a request.
void Session::queue_answer(seam::TimePoint now, bool is_refusal) {
  Response& response = space_->response;
  OutputQueue& output = space_->output;
  const Request* const asked = request();
  const bool client_asks = asked != nullptr && !wants_keep_alive(*asked);
  const bool close = is_refusal || must_close(client_asks);
  const bool with_body =
      !forbids_body(response.status) && (asked == nullptr || asked->method != Method::head);

  HttpResponseBuilder builder(output.buffer());
  builder.status_line(response.status)
      .ready_fields(context_->common_fields.at(context_->wall_clock()))
      .ready_fields(close ? "Connection: close\r\n" : "Connection: keep-alive\r\n")
      .ready_fields(response.ready_fields)
      .ready_fields(response.fields);
  if (!forbids_body(response.status)) builder.field("Content-Length", response.body_bytes());
  builder.end();

  const std::string_view line = asked != nullptr ? asked->request_line : first_line(space_->input.unread());
  const auto started = state_ == State::idle ? now : clock_.request_started;
  const std::uint64_t body_bytes = with_body ? response.body_bytes() : 0;
  if (with_body) output.append_body(response);
  output.note({line, started, response.transfer, response.status, body_bytes});
  response.clear();
  space_->parser.reset();
  space_->input.release();
  if (output.broken()) {
    state_ = State::closed;
    return;
  }
  begin_window(now);
  state_ = close ? how_to_end(client_asks && !is_refusal) : State::idle;
}

/// Nothing more can come, or a client that asked for the close has nothing more to say: it can be closed on.
/// All others are read out.
Session::State Session::how_to_end(bool client_asks) const {
  return input_ended_ || (client_asks && space_->input.empty()) ? State::closing : State::lingering;
}
//! [queue-answer]

}  // namespace ladder::http
