#include "fuzz/driven_session.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

#include "fuzz/violation.hpp"
#include "support/session_wire.hpp"

namespace ladder::fuzz {
namespace {

using seam::has;
using seam::Want;

/// Each request has two at most, a block of the body apart.
constexpr int kMostJobs = 100;
/// The first answers 408 or closes, the second closes.
constexpr int kMostSilences = 3;

class Recorder final : public http::Observer {
 public:
  explicit Recorder(Conversed& result) : result_(result) {}
  void exchanged(const http::Exchange& exchange) override {
    result_.answers.push_back({std::string(exchange.request_line), static_cast<int>(exchange.status),
                               exchange.body_bytes, exchange.complete});
  }
  void timed_out(std::string_view, std::string_view) override { result_.timed_out = true; }
  void host_refused(std::string_view, std::string_view) override {}

 private:
  Conversed& result_;
};

class Driver {
 public:
  Driver(http::Context& context, std::string_view message, const Script& script, Conversed& result)
      : session_(context, "127.0.0.1:50000", now_),
        unsent_(message),
        script_(script),
        client_stays_(script.client_stays()),
        result_(result) {}

  void run() {
    while (move()) let_moment_pass();
    const Want end = session_.want();
    require(end == Want::close || end == Want::linger, "a session that has ended wants something else");
  }

 private:
  /// False at the end.
  bool move() {
    expire_too_early();
    const Want want = session_.want();
    if (has(want, Want::work)) {
      run_job();
    } else if (has(want, Want::output)) {
      take_output();
    } else if (has(want, Want::input)) {
      give_input();
    } else {
      require(want != Want::none, "the session is parked and has no job");
      return false;
    }
    return true;
  }

  /// A timer may always come a little early: then nothing happens.
  void expire_too_early() {
    if (session_.deadline() <= now_) return;
    const Want before = session_.want();
    session_.expire(now_);
    require(session_.want() == before, "a deadline that has not passed changes something");
  }

  void let_moment_pass() {
    if (script_.moments.empty()) return;
    const char moment = script_.moments.front();
    script_.moments.remove_prefix(1);
    if (moment == '!') let_deadline_pass();
    if (moment == 'd') session_.drain(now_);
    if (moment == 'w' && has(session_.want(), Want::input)) {
      require(!session_.input_space().empty(), "the session wants input and has no space");
      session_.input_withdrawn();
    }
  }

  void let_deadline_pass() {
    if (session_.deadline() == seam::kNever) return;
    now_ = std::max(now_, session_.deadline());
    session_.expire(now_);
  }

  /// While the job runs, the loop goes on: what is to be sent leaves, it may begin to drain, and timers may
  /// pass. If the session ends meanwhile, the job's result reaches nobody.
  void run_job() {
    require(++jobs_ <= kMostJobs, "the session has job after job");
    const auto job = session_.take_work();
    require(job != nullptr, "the session wants work and has none");
    require(!has(session_.want(), Want::work) && !has(session_.want(), Want::input),
            "the session does not wait for its job");
    if (has(session_.want(), Want::output)) take_output();
    let_moment_pass();
    if (session_.want() == Want::close) return;
    require(!has(session_.want(), Want::work) && !has(session_.want(), Want::input),
            "the session does not wait for its job");
    job->run();
    session_.work_done(now_);
  }

  void take_output() {
    const seam::Output out = session_.output();
    const std::size_t available = test::size_of(out);
    require(available > 0, "the session wants output and has none");
    const std::string bytes = test::beginning_of(out, script_.output.next(available));
    result_.output += bytes;
    session_.output_sent(bytes.size(), now_);
  }

  void give_input() {
    require(!end_told_, "the session wants input behind its end");
    const std::span<std::byte> space = session_.input_space();
    require(!space.empty(), "the session wants input and has no space");
    if (unsent_.empty() && client_stays_) {
      session_.input_withdrawn();
      require(++silences_ <= kMostSilences, "a silent client is waited for without end");
      require(session_.deadline() != seam::kNever, "a silent client is waited for for ever");
      return let_deadline_pass();
    }
    end_told_ = unsent_.empty();
    const std::size_t most = std::min(space.size(), unsent_.size());
    const std::size_t count = end_told_ ? 0 : script_.input.next(most);
    std::copy_n(unsent_.begin(), count, reinterpret_cast<char*>(space.data()));
    unsent_.remove_prefix(count);
    session_.input_received(count, now_);
  }

  seam::TimePoint now_{std::chrono::hours(1)};
  http::Session session_;
  std::string_view unsent_;
  Script script_;  // what of it has been played is taken away
  bool client_stays_;
  Conversed& result_;
  int jobs_ = 0;
  int silences_ = 0;
  bool end_told_ = false;
};

}  // namespace

Conversed converse(http::Context& context, std::string_view message, const Script& script) {
  Conversed result;
  Recorder recorder(result);
  context.observer = &recorder;
  Driver(context, message, script, result).run();
  context.observer = nullptr;
  return result;
}

}  // namespace ladder::fuzz
