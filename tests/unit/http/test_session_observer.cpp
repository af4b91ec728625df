/// \file
/// What http::Session tells its observer: each exchange once, when its last byte has left or never will.
#include <chrono>

#include "http/session.hpp"
#include "support/catch.hpp"
#include "unit/http/talk.hpp"

using namespace ladder::test;
using namespace std::chrono_literals;

TEST_CASE("Session tells of an answer when it has left, not before", "[http][stage12]") {
  Talk talk;
  talk.say("GET / HTTP/1.1\r\n");
  talk.pass(250ms);
  talk.say("Host: localhost\r\n\r\n");
  CHECK(talk.observer.exchanges.empty());
  talk.pass(500ms);
  (void)talk.hear();
  REQUIRE(talk.observer.exchanges.size() == 1);
  const Remembered& one = talk.observer.exchanges[0];
  CHECK(one.request_line == "GET / HTTP/1.1");
  CHECK(one.status == 200);
  CHECK(one.body_bytes == 6);
  CHECK(one.duration == 750ms);  // from the first byte of the request to the last of the answer
  CHECK(one.transfer == "inline");
  CHECK(one.complete);
}

TEST_CASE("Session tells of pipelined answers in order", "[http][stage12]") {
  Talk talk;
  (void)talk.answer_to(get("/") + get("/nothing") + get("/file"));
  const auto& all = talk.observer.exchanges;
  REQUIRE(all.size() == 3);
  CHECK(all[0].request_line == "GET / HTTP/1.1");
  CHECK(all[1].status == 404);
  CHECK(all[1].transfer == "page");
  CHECK(all[2].body_bytes == StubHandler::kLargeBytes);
  CHECK(all[2].transfer == "attachment");
}

TEST_CASE("Session tells of HEAD without body bytes", "[http][stage12]") {
  Talk talk;
  std::string request = get("/large");
  request.replace(0, 3, "HEAD");
  (void)talk.answer_to(request);
  CHECK(talk.observer.exchanges.at(0).body_bytes == 0);
}

TEST_CASE("Session tells what came in place of a request line", "[http][stage12]") {
  Talk talk;
  SECTION("a line that is none") {
    (void)talk.answer_to("\r\nGET /\r\n");
    CHECK(talk.observer.exchanges.at(0).request_line == "GET /");
  }
  SECTION("a line without end, cut") {
    (void)talk.answer_to("GET /" + std::string(9'000, 'a'));
    CHECK(talk.observer.exchanges.at(0).request_line == "GET /" + std::string(195, 'a'));
  }
  SECTION("nothing") {
    (void)talk.answer_to("\r\n\r\n\r\n\r\n\r\n");
    CHECK(talk.observer.exchanges.at(0).request_line == "-");
  }
  CHECK(talk.observer.exchanges.size() == 1);
}

TEST_CASE("Session tells how much of a broken-off answer was sent", "[http][stage12]") {
  Talk talk;
  const char* const path = GENERATE("/large", "/file");
  talk.say(get(path));
  const std::size_t head = talk.session().output().memory[0].size();
  talk.hear_some(head + 40'000);
  talk.pass(2s);
  talk.drop();
  REQUIRE(talk.observer.exchanges.size() == 1);
  CHECK(talk.observer.exchanges[0].body_bytes == 40'000);
  CHECK_FALSE(talk.observer.exchanges[0].complete);
}

TEST_CASE("Session tells which of several answers had left when the connection broke", "[http][stage12]") {
  Talk talk;
  talk.say(get("/") + get("/") + get("/"));
  const std::size_t one_answer = talk.session().output().memory[0].size() / 3;
  talk.hear_some(2 * one_answer - 2);
  talk.drop();
  const auto& all = talk.observer.exchanges;
  REQUIRE(all.size() == 3);
  CHECK(all[0].complete);
  CHECK(all[0].body_bytes == 6);
  CHECK_FALSE(all[1].complete);
  CHECK(all[1].body_bytes == 4);
  CHECK_FALSE(all[2].complete);
  CHECK(all[2].body_bytes == 0);
}

TEST_CASE("Session tells that a file broke off because it changed", "[http][stage12]") {
  Talk talk;
  talk.say(get("/file"));
  talk.handler.file_changed = true;
  (void)talk.hear();
  talk.drop();
  REQUIRE(talk.observer.exchanges.size() == 1);
  CHECK(talk.observer.exchanges[0].body_bytes == 60'000);
  CHECK_FALSE(talk.observer.exchanges[0].complete);
}

TEST_CASE("Session tells of each exchange once", "[http][stage12]") {
  Talk talk;
  (void)talk.answer_to(get("/"));
  (void)talk.answer_to(get("/"));
  talk.end();
  talk.drop();
  CHECK(talk.observer.exchanges.size() == 2);
}

TEST_CASE("Session tells of a Host that is not ours", "[http][stage12][rfc9110-7.4]") {
  Talk talk;
  (void)talk.answer_to("GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n");
  CHECK(talk.observer.refused_hosts == std::vector<std::string>{"elsewhere.example"});
}

TEST_CASE("Session needs no observer", "[http][stage05]") {
  Talk talk;
  talk.context.observer = nullptr;
  (void)talk.answer_to(get("/") + "GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\nGET");
  talk.expire();
  CHECK(talk.hear().starts_with("HTTP/1.1 408 "));
}
