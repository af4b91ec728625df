/// \file
/// HTTP/1.1 as a conversation, the class Session. Bytes in, bytes out; no sockets, no threads, no files, no
/// clock. Opened in stage 05. Sources: RFC 9110, RFC 9112.
///
/// The law:
///
///     idle --the first byte-------------> head
///     head --complete-------------------> body                             (which may be none)
///     body --complete-------------------> [answer queued] --> idle         (keep-alive)
///     body --a job must run-------------> work --done--> body
///     any  --error, or the last answer--> [answer queued] --> closing      (nothing is read any more)
///                                                        or lingering      (but the peer may still send)
///     any  --the peer has left, a deadline without an answer, a broken file--> closed
///
/// An answer is made only when its request has come whole, so a broken body can never follow a 200; the
/// exceptions are refusals that end the connection. While answers are queued no input is wanted: they leave
/// first. A job runs beside that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "http/context.hpp"
#include "http/framing.hpp"
#include "http/request.hpp"
#include "http/session_clock.hpp"
#include "http/status.hpp"
#include "http/workspace.hpp"
#include "seam/conversation.hpp"

namespace ladder::http {

/// HTTP/1.1 on one connection, as a seam::Conversation: requests in, answers out, in order. Its states and
/// what leads from each to the next stand in the head of its file. One thread at a time; movable before its
/// first byte.
///
/// \par Example
/// \snippet examples/http.cpp session
class Session {
 public:
  /// `context` outlives the session. `client` names the peer in logs: "127.0.0.1:51234".
  Session(Context& context, std::string client, seam::TimePoint now);
  Session(Session&&) noexcept = default;
  Session& operator=(Session&&) = delete;
  /// Tells the observer what was broken off and gives the workspace back.
  ~Session();

  /// Queued answers leave before anything else is read. A job is wanted as soon as there is one, and while it
  /// runs they go on leaving; nothing is read meanwhile, for the body waits for it.
  seam::Want want() const;
  /// At least InputBuffer::kMinSpaceBytes. Borrows a workspace if this session was idle.
  std::span<std::byte> input_space();
  /// Goes as far as the bytes allow: parses, asks the handler, queues answers. 0: the peer has ended its
  /// side; in mid-request that is a 400 (RFC 9112 section 8).
  void input_received(std::size_t bytes, seam::TimePoint now);
  /// Nothing came: an idle session gives its workspace back, so that waiting holds no buffer.
  void input_withdrawn();
  /// The queued answers, many pipelined ones in one span, and the file slice behind them.
  seam::Output output() const;
  /// `bytes` have left. The last of them tells the observer of each answer and lets reading go on. A file
  /// that has changed meanwhile ends the connection.
  void output_sent(std::size_t bytes, seam::TimePoint now);
  /// Counts `bytes` as progress of the answer that is being sent, if there is one.
  void output_acknowledged(std::uint64_t bytes, seam::TimePoint now);
  /// The upload's next job, when Want::work was asked for.
  std::shared_ptr<seam::Work> take_work();
  /// The job has been run, on whichever thread; this call comes on the session's own.
  void work_done(seam::TimePoint now);
  /// Nothing here has news from elsewhere.
  void woken(seam::TimePoint) {}
  /// The end of the clock that runs now: see deadline_for().
  seam::TimePoint deadline() const;
  /// Past the deadline: an idle connection closes without a word, as does one that does not read its answer;
  /// in mid-request the answer is 408. Too early a call does nothing.
  void expire(seam::TimePoint now);
  /// The answers in flight are the last, and say so with "Connection: close". A session that waits for its
  /// next request is due at once; one whose first has not come, or only half of one, within kDrainGrace.
  void drain(seam::TimePoint now);

 private:
  enum class State : std::uint8_t { idle, head, body, work, lingering, closing, closed };

  // Each returns true if it has changed something, so that the next step can be taken.
  bool step(seam::TimePoint now);
  bool read_head(seam::TimePoint now);
  bool read_body(seam::TimePoint now);
  bool end_of_input(seam::TimePoint now);

  // One request, from its head to its answer.
  bool begin_request(seam::TimePoint now);
  bool refused_by_framing(const Framing& framing, seam::TimePoint now);
  bool refused_by_head(const Request& request, bool expects_continue);
  std::unique_ptr<BodyConsumer> ask_handler(const Request& request, bool has_body);
  void describe(Status status, std::string_view detail);
  void refuse(Status status, std::string_view detail, seam::TimePoint now);
  void queue_answer(seam::TimePoint now, bool is_refusal = false);
  bool must_close(bool client_asks) const;
  State how_to_end(bool client_asks) const;

  bool sending() const { return space_ && !space_->output.empty(); }
  Waiting waiting() const;
  void begin_window(seam::TimePoint now);
  void count_in_window(std::uint64_t bytes, seam::TimePoint now);
  void progress(seam::TimePoint now);
  void report(seam::TimePoint now);
  void give_workspace_back();
  const Request* request() const;

  Context* context_;
  std::string client_;
  std::unique_ptr<Workspace> space_;  // lent; null while idle
  SessionClock clock_;
  seam::TimePoint last_moved_{};
  std::uint64_t window_bytes_ = 0;  // of the body, or acknowledged of the answer, since the window began
  std::uint32_t requests_ = 0;
  State state_ = State::idle;
  bool input_ended_ = false;
};

static_assert(seam::Conversation<Session>);
// 8,000 idle connections on one worker should cost about 1 MB of these.
static_assert(sizeof(Session) <= 128);

}  // namespace ladder::http
