/// \file
/// http::Session and request bodies: who gets them, when a job runs, when the answer comes too early.
#include "http/session.hpp"
#include "support/catch.hpp"
#include "unit/http/talk.hpp"

using namespace ladder::test;
using ladder::seam::Want;

namespace {

std::string post(std::string_view fields, std::string_view body) {
  return "POST / HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

bool says(std::string_view bytes, std::string_view text) { return bytes.find(text) != bytes.npos; }

void run_job(Talk& talk) {
  REQUIRE(has(talk.session().want(), Want::work));
  const auto job = talk.session().take_work();
  job->run();
  talk.session().work_done(talk.now);
}

}  // namespace

TEST_CASE("Session hands a body to its consumer, undone of its framing", "[http][stage07][rfc9112-7.1]") {
  Talk talk;
  SECTION("counted") { (void)talk.answer_to(post("Content-Length: 5\r\n", std::string("a\0b\r\n", 5))); }
  SECTION("chunked") {
    (void)talk.answer_to(
        post("Transfer-Encoding: chunked\r\n", std::string("2\r\na\0\r\n3\r\nb\r\n\r\n0\r\n\r\n", 20)));
  }
  CHECK(talk.handler.upload.taken == std::string("a\0b\r\n", 5));
  CHECK(talk.handler.upload.finished);
  CHECK(talk.handler.upload.destroyed);
  CHECK(talk.handler.last_has_body);
  CHECK(talk.session().want() == Want::input);
}

TEST_CASE("Session tells the handler whether a body was announced", "[http][stage07][rfc9112-6.3]") {
  Talk talk;
  SECTION("empty") {
    (void)talk.answer_to(post("Content-Length: 0\r\n", ""));
    CHECK(talk.handler.last_has_body);
  }
  SECTION("not at all") {
    (void)talk.answer_to(post("", ""));
    CHECK_FALSE(talk.handler.last_has_body);
  }
  CHECK(talk.handler.upload.finished);
}

TEST_CASE("Session runs a job in mid-body and takes the rest afterwards", "[http][stage07]") {
  Talk talk;
  talk.handler.upload.job_after = 3;
  talk.say(post("Content-Length: 6\r\n", "abcdef"));
  CHECK(talk.handler.upload.taken == "abc");
  run_job(talk);
  CHECK(talk.handler.upload.jobs_run == 1);
  CHECK(talk.handler.upload.taken == "abcdef");
  CHECK(says(talk.hear(), "took 6"));
}

TEST_CASE("Session has a job run while the answers before it leave", "[http][stage09][rfc9112-9.3.2]") {
  Talk talk;
  talk.handler.upload.job_at_end = true;
  talk.say(get("/") + post("Content-Length: 1\r\n", "a"));
  REQUIRE(talk.session().want() == (Want::output | Want::work));
  const auto job = talk.session().take_work();
  CHECK(talk.session().want() == Want::output);
  talk.hear_some(10);
  job->run();
  SECTION("and it is done first: what is being sent stays as it is") {
    const auto before = talk.session().output().memory[0];
    talk.session().work_done(talk.now);
    const auto after = talk.session().output().memory[0];
    CHECK((before.data() == after.data() && before.size() == after.size()));
    CHECK(talk.session().want() == Want::output);
    const std::string rest = talk.hear();
    CHECK(count(rest, "hello\n") == 1);
    CHECK(says(rest, "took 1"));
  }
  SECTION("and they have left first") {
    CHECK(says(talk.hear(), "hello\n"));
    CHECK(talk.session().want() == Want::none);
    talk.session().work_done(talk.now);
    CHECK(says(talk.hear(), "took 1"));
  }
  CHECK(talk.session().want() == Want::input);
}

TEST_CASE("Session sends 100 Continue before it waits for the body", "[http][stage07][rfc9110-10.1.1]") {
  Talk talk;
  CHECK(talk.answer_to(post("Content-Length: 2\r\nExpect: 100-continue\r\n", "")) ==
        "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(talk.session().want() == Want::input);
  CHECK(talk.observer.exchanges.empty());
  CHECK(says(talk.answer_to("ab"), "took 2"));
  CHECK(talk.observer.exchanges.size() == 1);
}

TEST_CASE("Session refuses the rest of a body whose answer is known", "[http][stage07][rfc9112-9.6]") {
  Talk talk;
  talk.handler.upload.answers_after = 3;
  const std::string answer = talk.answer_to(post("Content-Length: 1000\r\n", "abc"));
  CHECK(says(answer, "took 3"));
  CHECK(says(answer, "Connection: close\r\n"));
  CHECK(talk.session().want() == Want::linger);
}

TEST_CASE("Session drops the consumer of a body that is cut", "[http][stage07][rfc9112-8]") {
  Talk talk;
  talk.say(post("Content-Length: 6\r\n", "abc"));
  SECTION("by the end of the stream") {
    talk.end();
    CHECK(talk.hear().starts_with("HTTP/1.1 400 "));
    CHECK(talk.session().want() == Want::close);  // nothing more can come: no need to linger
  }
  SECTION("by a broken connection") { talk.drop(); }
  CHECK(talk.handler.upload.destroyed);
  CHECK_FALSE(talk.handler.upload.finished);
}

TEST_CASE("Session never answers 201 to a body with broken framing", "[http][stage07][rfc9112-7.1]") {
  Talk talk;
  const std::string answer = talk.answer_to(
      post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\nbad trailer\r\n\r\n") + get("/"));
  CHECK(answer.starts_with("HTTP/1.1 400 "));
  CHECK(count(answer, "HTTP/1.1") == 1);
  CHECK_FALSE(talk.handler.upload.finished);
  CHECK(talk.session().want() == Want::linger);
}

TEST_CASE("Session answers 500 for a consumer that takes nothing", "[http][stage07]") {
  Talk talk;
  talk.handler.upload.takes_nothing = true;
  CHECK(talk.answer_to(post("Content-Length: 2\r\n", "ab")).starts_with("HTTP/1.1 500 "));
}

TEST_CASE("Session reads and drops a body that nobody wants", "[http][stage05][rfc9110-9.3.1]") {
  Talk talk;
  const std::string body = get("/large");
  const std::string answer =
      talk.answer_to(get("/", "Content-Length: " + std::to_string(body.size()) + "\r\n") + body + get("/"));
  CHECK(count(answer, "HTTP/1.1 200 OK") == 2);
  CHECK(count(answer, "hello\n") == 2);
}

TEST_CASE("Session passes a body through that is larger than its memory", "[http][stage07]") {
  Talk talk;
  const std::string body(1'000'000, 'b');
  CHECK(says(talk.answer_to(post("Content-Length: 1000000\r\n", body)), "took 1000000"));
  CHECK(talk.session().input_space().size() <= ladder::http::InputBuffer::kStartBytes);
}
