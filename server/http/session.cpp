#include "http/session.hpp"

#include <algorithm>
#include <utility>

namespace ladder::http {

using seam::TimePoint;
using seam::Want;

Session::Session(Context& context, std::string client, TimePoint now)
    : context_(&context), client_(std::move(client)), deadline_(now + context.limits.header_timeout) {}

Session::~Session() {
  if (!space_) return;
  report(last_moved_);
  give_workspace_back();
}

//! [http-want]
Want Session::want() const {
  if (state_ == State::closed) return Want::close;
  if (space_ && !space_->output.empty()) return Want::output;
  switch (state_) {
    case State::head:
    case State::body:
      return Want::input;
    case State::work:
      return space_->body.has_work() ? Want::work : Want::none;
    case State::closing:
      return linger_ ? Want::linger : Want::close;
    case State::closed:
      break;
  }
  return Want::close;
}
//! [http-want]

std::span<std::byte> Session::input_space() {
  if (!space_) space_ = context_->workspaces.lend();
  if (space_->input.make_space()) {
    // The parser's views are void. A head that is complete is read once more, an unfinished one when more
    // comes.
    space_->parser.reset();
    if (head_complete_) (void)space_->parser.parse(space_->input.kept(), context_->limits);
  }
  return space_->input.space();
}

void Session::input_received(std::size_t bytes, TimePoint now) {
  last_moved_ = now;
  if (bytes == 0) input_ended_ = true;
  if (!space_) space_ = context_->workspaces.lend();
  space_->input.received(bytes);
  if (state_ == State::body) count_in_window(bytes, now);
  progress(now);
}

void Session::input_withdrawn() {
  if (state_ == State::head && space_->input.empty()) give_workspace_back();
}

seam::Output Session::output() const { return space_->output.output(); }

void Session::output_sent(std::size_t bytes, TimePoint now) {
  OutputQueue& output = space_->output;
  output.sent(bytes);
  last_moved_ = now;
  begin_window(now);  // the kernel has room again: the peer has acknowledged much
  if (output.broken()) state_ = State::closed;
  if (!output.empty() || output.broken()) return;
  report(now);
  output.clear();
  if (state_ == State::head) wait_for_request(now);
  if (state_ == State::work) deadline_ = seam::kNever;
  progress(now);
}

//! [window]
/// While an answer is queued no input is wanted, so one window serves for both.
std::chrono::milliseconds Session::window() const {
  const bool sending = space_ && !space_->output.empty();
  return sending ? context_->limits.answer_timeout : context_->limits.body_timeout;
}

/// A body or an answer is looked at once a window. Bytes that trickle move no deadline, enough of them do.
void Session::begin_window(TimePoint now) {
  window_bytes_ = 0;
  deadline_ = now + window();
}

void Session::count_in_window(std::uint64_t bytes, TimePoint now) {
  window_bytes_ += bytes;
  const auto wanted = context_->limits.min_rate_bytes * static_cast<std::uint64_t>(window().count()) / 1'000;
  if (bytes > 0 && window_bytes_ >= wanted) begin_window(now);
}

/// What the socket has taken may still lie there: the peer's own progress counts, not the kernel's.
void Session::output_acknowledged(std::uint64_t bytes, TimePoint now) {
  if (space_ && !space_->output.empty()) count_in_window(bytes, now);
}
//! [window]

std::shared_ptr<seam::Work> Session::take_work() { return space_->body.take_work(); }

void Session::work_done(TimePoint now) {
  space_->body.work_done();
  state_ = State::body;
  begin_window(now);
  progress(now);
}

//! [drain]
void Session::drain(TimePoint now) {
  draining_ = true;
  if (want() != Want::input || state_ != State::head) return;
  // Who has been answered before knows that a connection may end (RFC 9112 section 9.3.1); who has been
  // accepted and not yet heard, or only half of it, is in flight.
  const bool in_flight = requests_ == 0 || head_started_;
  deadline_ = in_flight ? std::min(deadline_, now + kDrainGrace) : now;
}
//! [drain]

//! [expire]
void Session::expire(TimePoint now) {
  if (now < deadline_) return;
  const bool sending = space_ && !space_->output.empty();
  const bool waits_for_request = !sending && state_ == State::head && (!head_started_ || draining_);
  const bool in_head = state_ == State::head;
  if (context_->observer != nullptr && !waits_for_request)
    context_->observer->timed_out(client_, sending   ? "sending the answer"
                                           : in_head ? "request head"
                                                     : "request body");
  if (sending || waits_for_request || state_ == State::closing) {
    state_ = State::closed;
    return;
  }
  refuse(Status::request_timeout,
         in_head ? "the request head took too long" : "the request body stopped coming", now);
}
//! [expire]

//! [progress]
/// Takes steps until input is missing, a job must run, or enough answers are gathered to be sent.
void Session::progress(TimePoint now) {
  while (space_->output.has_room() && step(now)) continue;
  if (state_ == State::head && space_->output.empty() && space_->input.empty() && !head_complete_)
    give_workspace_back();
}
//! [progress]

bool Session::step(TimePoint now) {
  switch (state_) {
    case State::head:
      return read_head(now);
    case State::body:
      return read_body(now);
    default:
      return false;
  }
}

//! [read-head]
bool Session::read_head(TimePoint now) {
  Workspace& space = *space_;
  if (space.input.empty()) return input_ended_ && end_of_input(now);
  const std::string_view text = space.input.unread();
  const HeadParser::State result = space.parser.parse(text, context_->limits);
  if (!head_started_ && space.parser.started(text)) {
    head_started_ = true;
    request_started_ = now;
    if (!draining_) deadline_ = now + context_->limits.header_timeout;
  }
  switch (result) {
    case HeadParser::State::incomplete:
      return input_ended_ && end_of_input(now);
    case HeadParser::State::failed:
      refuse(space.parser.status(), space.parser.error(), now);
      return true;
    case HeadParser::State::complete:
      break;
  }
  space.input.keep(space.parser.head_bytes());
  head_complete_ = true;
  return begin_request(now);
}
//! [read-head]

//! [end-of-input]
/// The peer has ended its side. Between requests that is a goodbye; inside one it is an error worth telling.
bool Session::end_of_input(TimePoint now) {
  if (state_ == State::head && !head_started_) {
    state_ = space_->output.empty() ? State::closed : State::closing;
    return true;
  }
  refuse(Status::bad_request, "the request ended before it was complete", now);
  linger_ = false;  // nothing more can come
  return true;
}
//! [end-of-input]

bool Session::read_body(TimePoint now) {
  BodyReader& body = space_->body;
  switch (body.read(space_->input)) {
    case BodyReader::State::need_input:
      return input_ended_ && end_of_input(now);
    case BodyReader::State::work:
      state_ = State::work;
      // Answers that still wait to be sent have their deadline; the job itself has none.
      if (space_->output.empty())
        deadline_ = seam::kNever;
      else
        begin_window(now);
      return false;
    case BodyReader::State::failed:
      refuse(body.status(), body.error(), now);
      return true;
    case BodyReader::State::answered:
      space_->response.close = true;
      keep_alive_ = false;
      linger_ = true;
      body.consumer()->answer(space_->response);
      break;
    case BodyReader::State::complete:
      if (body.consumer() == nullptr) break;
      if (body.consumer()->answered()) {
        body.consumer()->answer(space_->response);
      } else {
        describe(Status::internal_server_error, "the upload gave no answer");
      }
      break;
  }
  body.reset();
  queue_answer(now);
  return true;
}

/// Tells the observer what has left, and what was broken off.
void Session::report(TimePoint now) {
  if (context_->observer == nullptr) return;
  const OutputQueue& output = space_->output;
  for (std::size_t i = 0; i < output.exchanges().size(); ++i) {
    const PendingExchange& one = output.exchanges()[i];
    const std::uint64_t left = output.bytes_left(i);
    const std::uint64_t body_bytes = one.body_bytes - std::min(one.body_bytes, left);
    const auto duration = std::chrono::duration_cast<std::chrono::microseconds>(now - one.started);
    context_->observer->exchanged(
        {client_, one.request_line, one.status, body_bytes, duration, one.transfer, left == 0});
  }
}

//! [wait-for-request]
/// Between two requests the idle clock runs, unless the next request has begun to come already.
void Session::wait_for_request(TimePoint now) {
  deadline_ = head_started_ ? request_started_ + context_->limits.header_timeout
                            : now + context_->limits.idle_timeout;
  if (draining_) deadline_ = head_started_ ? now + kDrainGrace : now;
}
//! [wait-for-request]

void Session::give_workspace_back() { context_->workspaces.give_back(std::move(space_)); }

const Request* Session::request() const { return head_complete_ ? &space_->parser.request() : nullptr; }

}  // namespace ladder::http
