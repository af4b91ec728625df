#include "http/session.hpp"

#include <algorithm>
#include <utility>

namespace ladder::http {

using seam::TimePoint;
using seam::Want;

Session::Session(Context& context, std::string client, TimePoint now)
    : context_(&context), client_(std::move(client)), clock_{.since = now} {}

Session::~Session() {
  if (!space_) return;
  report(last_moved_);
  give_workspace_back();
}

//! [http-want]
Want Session::want() const {
  if (state_ == State::closed) return Want::close;
  if (sending())
    return state_ == State::work && space_->body.has_work() ? Want::output | Want::work : Want::output;
  switch (state_) {
    case State::idle:
    case State::head:
    case State::body:
      return Want::input;
    case State::work:
      return space_->body.has_work() ? Want::work : Want::none;
    case State::lingering:
      return Want::linger;
    case State::closing:
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
    if (request() != nullptr) (void)space_->parser.parse(space_->input.kept(), context_->limits);
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
  if (state_ == State::idle && space_->input.empty()) give_workspace_back();
}

seam::Output Session::output() const { return space_->output.output(); }

void Session::output_sent(std::size_t bytes, TimePoint now) {
  OutputQueue& output = space_->output;
  output.sent(bytes);
  last_moved_ = now;
  clock_.taken_bytes += bytes;
  begin_window(now);  // the kernel has room again: the peer has acknowledged much
  if (output.broken()) state_ = State::closed;
  if (!output.empty() || output.broken()) return;
  report(now);
  output.clear();
  clock_.taken_bytes = 0;
  progress(now);
}

std::shared_ptr<seam::Work> Session::take_work() { return space_->body.take_work(); }

void Session::work_done(TimePoint now) {
  space_->body.work_done();
  if (state_ != State::work) return;  // it has ended meanwhile: an answer before it could not be sent
  state_ = State::body;
  if (sending()) return;  // what is being sent stays as it is until it has left
  begin_window(now);
  progress(now);
}

//! [progress]
/// Takes steps until input is missing, a job must run, or enough answers are gathered to be sent.
void Session::progress(TimePoint now) {
  while (space_->output.has_room() && step(now)) continue;
  if (state_ == State::idle && space_->output.empty() && space_->input.empty()) give_workspace_back();
}
//! [progress]

bool Session::step(TimePoint now) {
  switch (state_) {
    case State::idle:
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
  if (state_ == State::idle && space.parser.started(text)) {
    state_ = State::head;
    clock_.request_started = now;
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
  state_ = State::body;
  return begin_request(now);
}
//! [read-head]

//! [end-of-input]
/// The peer has ended its side. Between requests that is a goodbye; inside one it is an error worth telling.
bool Session::end_of_input(TimePoint now) {
  if (state_ == State::idle) {
    state_ = space_->output.empty() ? State::closed : State::closing;
  } else {
    refuse(Status::bad_request, "the request ended before it was complete", now);
  }
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
      if (sending()) begin_window(now);  // answers that still wait to be sent have their deadline
      return false;
    case BodyReader::State::failed:
      refuse(body.status(), body.error(), now);
      return true;
    case BodyReader::State::answered:
      body.consumer()->answer(space_->response);
      body.reset();
      queue_answer(now, true);
      return true;
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

void Session::give_workspace_back() { context_->workspaces.give_back(std::move(space_)); }

/// The one in hand, whose head is complete; else null.
const Request* Session::request() const {
  return state_ == State::body || state_ == State::work ? &space_->parser.request() : nullptr;
}

}  // namespace ladder::http
