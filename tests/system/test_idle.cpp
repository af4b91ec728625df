/// \file
/// Idle and slow clients of the complete server: many of them, and what their deadlines do. Every engine.
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/http_server.hpp"

using namespace ladder::test;

namespace {

std::vector<std::string> each_engine(std::vector<std::string> more = {}) {
  const std::string engine = GENERATE(from_range(every_engine()));
  UNSCOPED_INFO("engine: " << engine);
  more.insert(more.end(), {"--engine", engine});
  return more;
}

}  // namespace

TEST_CASE("With 1,000 idle connections a request is answered, and the idle ones are too when they wake",
          "[system][stage12][epoll.7]") {
  HttpServer server({"--engine", GENERATE(from_range(loop_engines())), "--threads", "2"});
  const int idle = connections_possible(scaled(1'000));
  std::vector<Client> clients;
  for (int i = 0; i < idle; ++i) clients.push_back(server.connect());
  CHECK(server.get("/").status == 200);
  const std::string request = get(server.port(), "/hello.txt");
  for (Client& client : clients) REQUIRE(client.try_send(request));
  for (Client& client : clients) REQUIRE(read_response(client).status == 200);
  CHECK(server.get("/").status == 200);
}

TEST_CASE("A request head that is not complete in time gets 408 and a warning in the log",
          "[system][stage12][rfc9110-15.5.9]") {
  HttpServer server(each_engine({"--header-timeout", "0.3"}));
  Client slow = server.connect();
  const std::string name = "127.0.0.1:" + std::to_string(slow.local_port());
  slow.send("GET / HTTP/1.1\r\nHo");
  const Response response = read_response(slow);
  CHECK(response.status == 408);
  CHECK(response.complete);
  CHECK(response.field("Connection") == "close");
  CHECK(slow.receive_all().empty());
  CHECK(slow.end() == End::clean);
  CHECK(server.process().log_says("warning: timeout: " + name + " (request head)"));
}

TEST_CASE("The header clock does not start anew with each byte", "[system][stage12][rfc9110-15.5.9]") {
  HttpServer server(each_engine({"--header-timeout", "0.3"}));
  Client dribbling = server.connect();
  // A byte whenever the server has had time to look: it must give up although something always comes.
  REQUIRE(eventually([&] {
    (void)dribbling.try_send("G");
    return dribbling.answers_within(std::chrono::milliseconds(20));
  }));
  CHECK(dribbling.receive_through(" 408 ").ends_with(" 408 "));
}

TEST_CASE("An idle connection is closed silently", "[system][stage12][rfc9112-9.5]") {
  HttpServer server(each_engine({"--idle-timeout", "0.3"}));
  Client client = server.connect_and_ask();
  CHECK(client.receive_all().empty());
  CHECK(client.end() == End::clean);
  CHECK(server.process().stop() == 0);
  CHECK(server.process().whole_log().find("timeout: ") == std::string::npos);
}

TEST_CASE("A connection that never says anything is closed", "[system][stage12][rfc9112-9.5]") {
  HttpServer server(each_engine({"--header-timeout", "0.3"}));
  Client silent = server.connect();
  const std::string last_words = silent.receive_all();
  CHECK(silent.end() == End::clean);
  CHECK((last_words.empty() || last_words.starts_with("HTTP/1.1 408")));
}

TEST_CASE(
    "A silent connection is accepted before one that comes later; with --defer-accept after one that speaks",
    "[system][stage12][tcp.7]") {
  const std::string engine = GENERATE(from_range(loop_engines()));
  const bool deferred = GENERATE(true, false);
  CAPTURE(engine, deferred);
  using Words = std::vector<std::string>;
  HttpServer server(deferred ? Words{"--engine", engine, "--defer-accept"} : Words{"--engine", engine});
  const Client first = server.connect_and_ask();
  REQUIRE(eventually([&] { return server.process().all_asleep(); }));
  const std::size_t before = server.process().descriptors();
  const Client silent = server.connect();
  const Client speaking = server.connect_and_ask();
  CHECK(server.process().descriptors() - before == (deferred ? 1U : 2U));
}

TEST_CASE("A body that stops coming gets 408", "[system][stage12][rfc9110-15.5.9]") {
  HttpServer server(each_engine({"--body-timeout", "0.3"}));
  Client slow = server.connect();
  const std::string request = post_json(server.port(), "\"" + std::string(1'000, 'x') + "\"");
  slow.send(std::string_view(request).substr(0, request.size() - 500));
  CHECK(read_response(slow).status == 408);
  CHECK(slow.receive_all().empty());
  CHECK(server.process().log_says("(request body)"));
  CHECK(server.root().uploads().empty());
}

TEST_CASE("A client that stops reading is let go", "[system][stage12]") {
  HttpServer server(each_engine({"--answer-timeout", "0.3"}));
  (void)server.add_file("large.txt", kLargeBytes);
  Client stuck(server.address(), 64 * 1024);
  stuck.send(get(server.port(), "/large.txt"));
  CHECK(server.process().log_says("(sending the answer)"));
  CHECK(stuck.receive_all().size() < kLargeBytes);
}
