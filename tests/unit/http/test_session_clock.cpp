/// \file
/// The table of a session's deadlines (http/session_clock.hpp).
#include "http/session_clock.hpp"

#include "support/catch.hpp"

using namespace ladder::http;
using namespace std::chrono_literals;
using ladder::seam::kNever;
using ladder::seam::TimePoint;

namespace {

constexpr TimePoint kSince{1h};
constexpr TimePoint kStarted = kSince + 2s;

/// Four different times, so that none can be taken for another.
Limits limits() {
  Limits limits;
  limits.header_timeout = 10s;
  limits.body_timeout = 7s;
  limits.answer_timeout = 9s;
  limits.idle_timeout = 15s;
  return limits;
}

struct Row {
  Waiting waiting;
  TimePoint deadline;      ///< while nobody stops the server
  TimePoint at_a_stop;     ///< if the stop came at kSince + 3 s
  TimePoint after_a_stop;  ///< if it had come 3 s before kSince
  const char* complaint;
};

const Row kRows[] = {
    {Waiting::first_request, kSince + 10s, kSince + 3s + kDrainGrace, kSince + kDrainGrace, ""},
    {Waiting::next_request, kSince + 15s, kSince + 3s, kSince - 3s, ""},
    {Waiting::head, kStarted + 10s, kSince + 3s + kDrainGrace, kSince + kDrainGrace, "request head"},
    {Waiting::body, kSince + 7s, kSince + 7s, kSince + 7s, "request body"},
    {Waiting::peer, kSince + 9s, kSince + 9s, kSince + 9s, "sending the answer"},
    {Waiting::job, kNever, kNever, kNever, ""},
    {Waiting::nothing, kNever, kNever, kNever, ""},
};

}  // namespace

TEST_CASE("Each thing that a session waits for has its deadline, while the server runs and at a stop",
          "[http][stage08]") {
  for (const Row& row : kRows) {
    CAPTURE(static_cast<int>(row.waiting));
    SessionClock clock{.since = kSince, .request_started = kStarted};
    CHECK(deadline_for(row.waiting, clock, limits()) == row.deadline);
    CHECK(complaint_of(row.waiting, false) == row.complaint);
    clock.drained = kSince + 3s;
    CHECK(deadline_for(row.waiting, clock, limits()) == row.at_a_stop);
    clock.drained = kSince - 3s;
    CHECK(deadline_for(row.waiting, clock, limits()) == row.after_a_stop);
  }
}

TEST_CASE("A stop makes no deadline later", "[http][stage08]") {
  const SessionClock clock{.since = kSince, .request_started = kStarted, .drained = kSince + 11900ms};
  CHECK(deadline_for(Waiting::first_request, clock, limits()) == kSince + 10s);
  CHECK(deadline_for(Waiting::head, clock, limits()) == kStarted + 10s);
}

TEST_CASE("Who is let go at a stop in mid-head is not complained of", "[http][stage08]") {
  CHECK(complaint_of(Waiting::head, true).empty());
  CHECK(complaint_of(Waiting::body, true) == "request body");
}
