/// \file
/// Talk: one http::Session with everything around it that a test wants to see or to steer: the clock, a
/// handler of a few resources, an observer that remembers. For tests only.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/context.hpp"
#include "http/session.hpp"

namespace ladder::test {

/// What a TakingConsumer does, and what has happened to it. Outlives it.
struct UploadScript {
  std::size_t answers_after = SIZE_MAX;  ///< knows its answer after so many bytes, before the end
  std::size_t job_after = SIZE_MAX;      ///< has a job to be run after so many bytes
  bool job_at_end = false;               ///< has a job to be run when the body is complete
  bool takes_nothing = false;            ///< breaks its contract: never takes a byte

  std::string taken;
  int jobs_run = 0;
  bool finished = false;
  bool destroyed = false;
};

/// `/`: a short text. `/large`: 100,000 bytes in memory. `/file`: 100,000 bytes of a file that may change.
/// `/throw`: throws. `/close`: asks for the close. `/busy`: 503. POST: a consumer that follows `upload`. All
/// else: 404.
class StubHandler final : public http::Handler {
 public:
  static constexpr std::size_t kLargeBytes = 100'000;

  UploadScript upload;
  bool file_changed = false;
  bool last_has_body = false;  ///< what handle() was told

  std::unique_ptr<http::BodyConsumer> handle(const http::Request& request, bool has_body,
                                             http::Response& response) override;
  /// The body is the detail.
  void describe_error(http::Status status, std::string_view detail, const http::Request* request,
                      http::Response& response) override;
};

/// An Exchange that owns its texts.
struct Remembered {
  std::string request_line;
  int status = 0;
  std::uint64_t body_bytes = 0;
  std::chrono::microseconds duration{};
  std::string transfer;
  bool complete = false;
};

class RememberingObserver final : public http::Observer {
 public:
  std::vector<Remembered> exchanges;
  std::vector<std::string> timeouts;
  std::vector<std::string> refused_hosts;

  void exchanged(const http::Exchange& exchange) override;
  void timed_out(std::string_view, std::string_view waiting_for) override;
  void host_refused(std::string_view, std::string_view host) override;
};

/// Change `limits` before the first call of session().
class Talk {
 public:
  Talk();

  http::Session& session();
  /// The peer sends. The session must want input.
  void say(std::string_view bytes);
  void end();
  /// All that the session has to send, which then has left. Of a file, only its length.
  std::string hear();
  /// Only the first `count` bytes leave.
  void hear_some(std::size_t count);
  std::string answer_to(std::string_view bytes);
  void pass(std::chrono::milliseconds time) { now += time; }
  /// The driver notices that the deadline has come.
  void expire();
  /// Time until the deadline.
  std::chrono::milliseconds time_left();
  /// The connection breaks, or is closed.
  void drop() { session_.reset(); }

  StubHandler handler;
  RememberingObserver observer;
  http::Context context;
  seam::TimePoint now{std::chrono::hours(1)};

 private:
  std::optional<http::Session> session_;
};

/// "GET path HTTP/1.1" with a Host that is ours.
std::string get(std::string_view path, std::string_view fields = {});
/// How often `text` stands in `bytes`.
std::size_t count(std::string_view bytes, std::string_view text);

}  // namespace ladder::test
