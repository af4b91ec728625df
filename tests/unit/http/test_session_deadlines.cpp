/// \file
/// http::Session and time: what it waits for, how long, and what happens then. Time is told, never measured.
#include <chrono>

#include "http/session.hpp"
#include "support/catch.hpp"
#include "unit/http/talk.hpp"

using namespace ladder::test;
using namespace std::chrono_literals;
using ladder::seam::kNever;
using ladder::seam::Want;

namespace {

/// Four different times, so that none can be taken for another.
struct TimedTalk : Talk {
  TimedTalk() {
    context.limits.header_timeout = 10s;
    context.limits.body_timeout = 7s;
    context.limits.answer_timeout = 9s;
    context.limits.min_rate_bytes = 1;  // 7 bytes of a body, 9 of an answer
    context.limits.idle_timeout = 15s;
    (void)session();  // the connection begins now
  }
};

constexpr std::string_view kPostHead = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n";

bool says(std::string_view bytes, std::string_view text) { return bytes.find(text) != bytes.npos; }

}  // namespace

TEST_CASE("Session gives a new connection the time of a head, then closes silently", "[http][stage08]") {
  TimedTalk talk;
  CHECK(talk.time_left() == 10s);
  talk.expire();
  CHECK(talk.session().want() == Want::close);
  CHECK(talk.observer.timeouts.empty());
}

TEST_CASE("Session does not expire before its deadline", "[http][stage08]") {
  TimedTalk talk;
  talk.pass(9'999ms);
  talk.session().expire(talk.now);
  CHECK(talk.session().want() == Want::input);
}

TEST_CASE("Session answers 408 to a head that is not complete in time", "[http][stage08][rfc9110-15.5.9]") {
  TimedTalk talk;
  talk.pass(4s);
  talk.say("GET / HTTP/1.1\r\n");
  CHECK(talk.time_left() == 10s);  // from its first byte
  talk.pass(6s);
  talk.say("Host: localhost\r\n");
  CHECK(talk.time_left() == 4s);  // not from its last: dribbling wins no time
  talk.expire();
  const std::string answer = talk.hear();
  CHECK(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  CHECK(says(answer, "Connection: close\r\n"));
  CHECK(talk.session().want() == Want::linger);
  CHECK(talk.observer.timeouts == std::vector<std::string>{"request head"});
}

TEST_CASE("Session runs the clock of a later head from its first byte", "[http][stage08]") {
  TimedTalk talk;
  (void)talk.answer_to(get("/"));
  talk.pass(14s);
  talk.say("G");
  CHECK(talk.time_left() == 10s);
}

TEST_CASE("Session closes an idle connection without a word", "[http][stage08][rfc9112-9.5]") {
  TimedTalk talk;
  talk.pass(3s);
  (void)talk.answer_to(get("/"));
  CHECK(talk.time_left() == 15s);
  talk.expire();
  CHECK(talk.session().want() == Want::close);
  CHECK(talk.observer.timeouts.empty());
}

TEST_CASE("Session does not take an empty line for the beginning of a head", "[http][stage08][rfc9112-2.2]") {
  TimedTalk talk;
  (void)talk.answer_to(get("/"));
  talk.pass(5s);
  talk.say("\r\n");
  CHECK(talk.time_left() == 10s);  // what is left of the idle time
  talk.expire();
  CHECK(talk.session().want() == Want::close);
}

TEST_CASE("Session runs the clock of a head that came behind another request", "[http][stage08]") {
  TimedTalk talk;
  talk.say(get("/") + "GET / HT");
  talk.pass(2s);
  (void)talk.hear();
  CHECK(talk.time_left() == 8s);
  talk.expire();
  CHECK(talk.hear().starts_with("HTTP/1.1 408 "));
}

TEST_CASE("Session gives a body time for as long as it makes progress", "[http][stage08]") {
  TimedTalk talk;
  talk.say(kPostHead);
  CHECK(talk.time_left() == 7s);
  talk.pass(6s);
  talk.say("1234567");
  CHECK(talk.time_left() == 7s);
  talk.pass(5s);
  talk.say("8");  // too little: who dribbles wins no time
  CHECK(talk.time_left() == 2s);
  talk.expire();
  CHECK(talk.hear().starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  CHECK(talk.session().want() == Want::linger);
  CHECK(talk.handler.upload.destroyed);
  CHECK(talk.observer.timeouts == std::vector<std::string>{"request body"});
}

TEST_CASE("Session gives an answer time for as long as it makes progress", "[http][stage08]") {
  TimedTalk talk;
  talk.say(get("/large"));
  CHECK(talk.time_left() == 9s);
  talk.pass(6s);
  talk.hear_some(1'000);
  CHECK(talk.time_left() == 9s);
  talk.expire();
  CHECK(talk.session().want() == Want::close);
  CHECK(talk.observer.timeouts == std::vector<std::string>{"sending the answer"});
}

TEST_CASE("Session counts as progress of an answer what the peer acknowledges", "[http][stage08]") {
  TimedTalk talk;
  talk.say(get("/large"));
  talk.hear_some(1'000);
  talk.pass(8s);
  talk.session().output_acknowledged(8, talk.now);
  CHECK(talk.time_left() == 1s);
  talk.session().output_acknowledged(1, talk.now);
  CHECK(talk.time_left() == 9s);
  talk.pass(9s);
  talk.session().output_acknowledged(0, talk.now);
  talk.expire();
  CHECK(talk.session().want() == Want::close);
}

TEST_CASE("Session leaves a peer the time to read what its kernel has taken at once", "[http][stage08]") {
  namespace http = ladder::http;
  const http::Limits limits;
  http::SessionClock clock;
  clock.taken_bytes = 4 * 1024 * 1024;  // may lie unread in buffers
  CHECK(http::deadline_for(http::Waiting::peer, clock, limits) == clock.since + 30s);
  clock.taken_bytes = 11'000'000;  // at 60 kB/s, 183 s
  CHECK(http::deadline_for(http::Waiting::peer, clock, limits) > clock.since + 400s);
  clock.taken_bytes = 1'000'000'000'000;
  CHECK(http::deadline_for(http::Waiting::peer, clock, limits) == clock.since + 10min);

  TimedTalk talk;
  talk.say(get("/large"));
  talk.hear_some(1'000);
  CHECK(talk.time_left() == 9s);
  (void)talk.hear();
  talk.say(get("/large"));  // what the answer before has brought is forgotten
  CHECK(talk.time_left() == 9s);
}

TEST_CASE("Session has no deadline while a job runs", "[http][stage08]") {
  TimedTalk talk;
  talk.handler.upload.job_at_end = true;
  talk.say(std::string(kPostHead) + "0123456789");
  CHECK(talk.session().want() == Want::work);
  CHECK(talk.session().deadline() == kNever);
  const auto job = talk.session().take_work();
  CHECK(talk.session().want() == Want::none);
  talk.pass(1h);
  talk.session().expire(talk.now);
  CHECK(talk.session().want() == Want::none);
  job->run();
  talk.session().work_done(talk.now);
  CHECK(says(talk.hear(), "took 10"));
  CHECK(talk.time_left() == 15s);
}

TEST_CASE("Session has no deadline while a job runs that waited for an answer to leave", "[http][stage08]") {
  TimedTalk talk;
  talk.handler.upload.job_at_end = true;
  talk.say(get("/") + std::string(kPostHead) + "0123456789");
  CHECK(talk.session().want() == (Want::output | Want::work));
  CHECK(talk.time_left() == 9s);  // the answer before it must make progress all the same
  CHECK(count(talk.hear(), "200 OK") == 1);
  CHECK(talk.session().want() == Want::work);
  CHECK(talk.session().deadline() == kNever);
}

TEST_CASE("Session that is drained lets go of a connection that has been answered", "[http][stage08]") {
  TimedTalk talk;
  (void)talk.answer_to(get("/"));
  talk.session().drain(talk.now);
  CHECK(talk.session().deadline() == talk.now);
  talk.expire();
  CHECK(talk.session().want() == Want::close);
  CHECK(talk.observer.timeouts.empty());
}

TEST_CASE("Session that is drained waits a moment for a request that may be on its way", "[http][stage08]") {
  TimedTalk talk;
  SECTION("of a connection that never spoke") {}
  SECTION("in the middle of a head") { talk.say("GET / HT"); }
  talk.session().drain(talk.now);
  CHECK(talk.time_left() == ladder::http::kDrainGrace);
  talk.expire();
  CHECK(talk.session().want() == Want::close);
  CHECK(talk.observer.timeouts.empty());
}

TEST_CASE("Session that is drained answers what has arrived, and says close", "[http][stage08]") {
  TimedTalk talk;
  talk.session().drain(talk.now);
  CHECK(says(talk.answer_to(get("/")), "Connection: close\r\n"));
  CHECK(talk.session().want() == Want::linger);
}

TEST_CASE("Session that is drained while it sends finishes that answer", "[http][stage08]") {
  TimedTalk talk;
  talk.say(get("/large"));
  talk.hear_some(1'000);
  talk.session().drain(talk.now);
  CHECK(talk.time_left() == 9s);
  CHECK(talk.hear().size() > StubHandler::kLargeBytes - 1'000);
  CHECK(talk.session().deadline() == talk.now);  // keep-alive was promised, but nothing new is waited for
  talk.expire();
  CHECK(talk.session().want() == Want::close);
}

TEST_CASE("Session that is drained takes the rest of a body", "[http][stage08]") {
  TimedTalk talk;
  talk.say(std::string(kPostHead) + "01234");
  talk.session().drain(talk.now);
  CHECK(talk.time_left() == 7s);
  const std::string answer = talk.answer_to("56789");
  CHECK(says(answer, "took 10"));
  CHECK(says(answer, "Connection: close\r\n"));
}

TEST_CASE("Session keeps the deadline of answers that are not yet sent when a job waits behind them",
          "[http][stage09]") {
  TimedTalk talk;
  talk.handler.upload.job_at_end = true;
  talk.say(get("/") + std::string(kPostHead) + "0123456789");
  REQUIRE(talk.session().want() == (Want::output | Want::work));
  if (GENERATE(false, true)) (void)talk.session().take_work();  // it may run or not
  CHECK(talk.time_left() == 9s);
  talk.expire();
  CHECK(talk.session().want() == Want::close);
}
