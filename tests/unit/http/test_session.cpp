/// \file
/// http::Session from request to answer. What each request gets stands in tests/conversations/; here is what
/// no conversation file can see: how much leaves in one go, what memory is held, what a close looks like.
#include "http/session.hpp"

#include "support/catch.hpp"
#include "unit/http/talk.hpp"

using namespace ladder::test;
using ladder::seam::Want;

namespace {

/// What stands in the buffer that is sent next.
std::string_view next_send(Talk& talk) {
  const auto span = talk.session().output().memory[0];
  return {reinterpret_cast<const char*>(span.data()), span.size()};
}

bool says(std::string_view bytes, std::string_view text) { return bytes.find(text) != bytes.npos; }

}  // namespace

TEST_CASE("Session answers with Date, Server, Connection and Content-Length",
          "[http][stage05][rfc9110-6.6.1]") {
  Talk talk;
  CHECK(talk.answer_to(get("/")) ==
        "HTTP/1.1 200 OK\r\n"
        "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        "Server: ladder\r\n"
        "Connection: keep-alive\r\n"
        "Content-Length: 6\r\n"
        "\r\n"
        "hello\n");
  CHECK(talk.session().want() == Want::input);
}

TEST_CASE("Session answers HEAD with the very head of GET", "[http][stage05][rfc9110-9.3.2]") {
  Talk talk;
  for (const char* path : {"/", "/large", "/nothing"}) {
    const std::string whole = talk.answer_to(get(path));
    std::string request = get(path);
    request.replace(0, 3, "HEAD");
    CHECK(talk.answer_to(request) == whole.substr(0, whole.find("\r\n\r\n") + 4));
  }
}

TEST_CASE("Session gathers the answers to 16 pipelined requests in one output",
          "[http][stage05][rfc9112-9.3.2]") {
  Talk talk;
  std::string requests;
  for (int i = 0; i < 16; ++i) requests += get("/");
  talk.say(requests);
  CHECK(count(next_send(talk), "HTTP/1.1 200 OK") == 16);
  CHECK(talk.session().output().memory[1].empty());
  talk.hear_some(next_send(talk).size());
  CHECK(talk.session().want() == Want::input);
}

TEST_CASE("Session stops gathering behind a large body and goes on when it has left", "[http][stage05]") {
  Talk talk;
  talk.say(get("/") + get("/large") + get("/"));
  CHECK(count(next_send(talk), "HTTP/1.1 200 OK") == 2);
  CHECK(talk.session().output().memory[1].size() == StubHandler::kLargeBytes);
  talk.hear_some(next_send(talk).size() + StubHandler::kLargeBytes - 1);
  CHECK(talk.session().want() == Want::output);
  talk.hear_some(1);
  CHECK(count(next_send(talk), "HTTP/1.1 200 OK") == 1);
}

TEST_CASE("Session stops gathering at 64 answers", "[http][stage05]") {
  Talk talk;
  std::string requests;
  for (int i = 0; i < 70; ++i) requests += get("/");
  talk.say(requests);
  CHECK(count(next_send(talk), "HTTP/1.1 200 OK") == 64);
  talk.hear_some(next_send(talk).size());
  CHECK(count(next_send(talk), "HTTP/1.1 200 OK") == 6);
}

TEST_CASE("Session wants no input while answers wait to be sent", "[http][stage05]") {
  Talk talk;
  talk.say(get("/"));
  CHECK(talk.session().want() == Want::output);
  talk.hear_some(1);
  CHECK(talk.session().want() == Want::output);
}

TEST_CASE("Session gives its workspace back when it is idle", "[http][stage09]") {
  Talk talk;
  const void* const first = talk.session().input_space().data();
  talk.session().input_withdrawn();
  // The pool lends the last one given back first: another session gets the very same memory.
  ladder::http::Session other(talk.context, "127.0.0.1:50001", talk.now);
  CHECK(other.input_space().data() == first);
  CHECK(talk.session().input_space().data() != first);
  other.input_withdrawn();
  talk.session().input_withdrawn();

  (void)talk.answer_to(get("/"));
  const void* const after_answer = other.input_space().data();
  CHECK(talk.session().input_space().data() != after_answer);
}

TEST_CASE("Session keeps its workspace while a request is under way", "[http][stage09]") {
  Talk talk;
  talk.say("GET / HT");
  (void)talk.session().input_space();
  talk.session().input_withdrawn();
  CHECK(says(talk.answer_to("TP/1.1\r\nHost: localhost\r\n\r\n"), "200 OK"));
}

TEST_CASE("Session reads a head again that had to move", "[http][stage05]") {
  Talk talk;
  const std::string padding(14'000, 'p');
  std::string request = get("/", "A: " + padding + "\r\n");
  request.replace(0, 3, "POST");
  request.insert(request.size() - 2, "Content-Length: 30000\r\n");
  const std::string answer = talk.answer_to(request + std::string(30'000, 'b') + get("/"));
  CHECK(says(answer, "took 30000"));
  CHECK(count(answer, "HTTP/1.1 200 OK") == 1);
  CHECK(talk.observer.exchanges.at(0).request_line == "POST / HTTP/1.1");
}

TEST_CASE("Session closes at once when the client asked for it and has nothing more to say",
          "[http][stage05][rfc9112-9.6]") {
  Talk talk;
  CHECK(says(talk.answer_to(get("/", "Connection: close\r\n")), "Connection: close"));
  CHECK(talk.session().want() == Want::close);
}

TEST_CASE("Session lingers when it closes by its own will", "[http][stage08][rfc9112-9.6]") {
  Talk talk;
  SECTION("the handler asks for it") { CHECK(says(talk.answer_to(get("/close")), "Connection: close")); }
  SECTION("the handler has no room") { CHECK(says(talk.answer_to(get("/busy")), "Connection: close")); }
  SECTION("an error") { CHECK(says(talk.answer_to("nonsense\r\n"), "Connection: close")); }
  SECTION("the last request") {
    talk.context.limits.requests = 1;
    CHECK(says(talk.answer_to(get("/")), "Connection: close"));
  }
  SECTION("the client asked for it and has said more") {
    CHECK(says(talk.answer_to(get("/", "Connection: close\r\n") + "more"), "Connection: close"));
  }
  CHECK(talk.session().want() == Want::linger);
}

TEST_CASE("Session answers a hundred requests and no more", "[http][stage07]") {
  Talk talk;
  for (int i = 0; i < 99; ++i) REQUIRE(says(talk.answer_to(get("/")), "Connection: keep-alive"));
  CHECK(says(talk.answer_to(get("/") + get("/")), "Connection: close"));
  CHECK(talk.session().want() == Want::linger);
  CHECK(talk.observer.exchanges.size() == 100);
}

TEST_CASE("Session turns an exception of its handler into a 500", "[http][stage05][rfc9110-15.6.1]") {
  Talk talk;
  CHECK(says(talk.answer_to(get("/throw")), "HTTP/1.1 500 Internal Server Error"));
  CHECK(says(talk.answer_to(get("/")), "HTTP/1.1 200 OK"));
}

TEST_CASE("Session closes without an answer when the peer leaves between requests", "[http][stage05]") {
  Talk talk;
  SECTION("before the first") { talk.end(); }
  SECTION("after one") {
    (void)talk.answer_to(get("/"));
    talk.end();
  }
  SECTION("behind empty lines") {
    talk.say("\r\n\r\n");
    talk.end();
  }
  CHECK(talk.session().want() == Want::close);
}

TEST_CASE("Session sends what it owes a peer that has ended its side", "[http][stage05][rfc9112-9.6]") {
  Talk talk;
  talk.say(get("/large"));
  CHECK(count(talk.hear(), "x") >= StubHandler::kLargeBytes);
  talk.end();
  CHECK(talk.session().want() == Want::close);
}

TEST_CASE("Session breaks off when a file changes while it is sent", "[http][stage06]") {
  Talk talk;
  talk.say(get("/file"));
  CHECK(talk.session().output().file.length_bytes == 60'000);
  talk.handler.file_changed = true;
  talk.hear_some(next_send(talk).size() + 60'000);
  CHECK(talk.session().want() == Want::close);
}

TEST_CASE("Session sends a file slice after slice", "[http][stage06]") {
  Talk talk;
  talk.say(get("/file"));
  talk.hear_some(next_send(talk).size() + 1'000);
  CHECK(talk.session().output().file.offset == 1'000);
  CHECK(talk.session().output().file.length_bytes == 59'000);
  talk.hear_some(59'000);
  CHECK(talk.session().output().file.offset == 60'000);
  CHECK(talk.session().output().file.length_bytes == 40'000);
  talk.hear_some(40'000);
  CHECK(talk.session().want() == Want::input);
}
