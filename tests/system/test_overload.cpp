/// \file
/// The complete server when it is full: 503s that are really read, and a fair queue. Every engine.
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/http_server.hpp"

using namespace ladder::test;

namespace {

/// Room for two clients and two that wait, whichever engine.
std::vector<std::string> small_house() {
  const std::string engine = GENERATE(from_range(every_engine()));
  UNSCOPED_INFO("engine: " << engine);
  return {"--engine", engine, "--threads", "2", "--queue", "2", "--connections-per-worker", "1"};
}

/// Fills the house: two idle clients that have been served, two that wait. Each is known to be in its place
/// before the next comes: the server has its descriptor, and all its threads wait again.
std::vector<Client> fill(HttpServer& server) {
  std::vector<Client> clients;
  for (int i = 0; i < 2; ++i) clients.push_back(server.connect_and_ask());
  // The second worker may have opened the file for its cache just now.
  REQUIRE(eventually([&] { return server.process().all_asleep(); }));
  for (int i = 0; i < 2; ++i) {
    const std::size_t descriptors = server.process().descriptors();
    clients.push_back(server.connect());
    REQUIRE(server.process().settles_at(descriptors + 1));
  }
  return clients;
}

}  // namespace

TEST_CASE("Who finds the server full reads a whole 503 and a clean end, in 100 of 100 tries",
          "[system][stage12][rfc9110-15.6.4]") {
  HttpServer server(small_house());
  const std::vector<Client> clients = fill(server);
  for (int i = 0; i < 100; ++i) {
    Client fifth = server.connect();
    // Sent whole before anything is read: bytes that the server never looks at.
    (void)fifth.try_send(get(server.port(), "/", "Connection: close\r\n"));
    const Response response = read_response(fifth);
    REQUIRE(response.status == 503);
    REQUIRE(response.complete);
    REQUIRE(response.field("Connection") == "close");
    REQUIRE_FALSE(response.field("Retry-After").empty());
    REQUIRE(fifth.receive_all().empty());
    REQUIRE(fifth.end() == End::clean);
  }
  CHECK(server.process().log_says("connection refused: "));
}

TEST_CASE("A limit on descriptors that is too low is told at the start, with what is needed",
          "[system][stage12]") {
  const ServedRoot root;
  Process process({"/bin/sh", "-c", "ulimit -n 30; exec \"$0\" \"$@\"", program("http_server"), "0",
                   "127.0.0.1", "10", "--root", root.path()});
  CHECK(process.wait_for_exit() == 1);
  CHECK(process.whole_log() ==
        "http_server: the limit on open descriptors is 30: 10 workers need at least 70 (raise it with ulimit "
        "-n, or "
        "use fewer workers)\n");
}

TEST_CASE("Workers whose lingering connections fill the house are free for others",
          "[system][stage12][rfc9112-9.6]") {
  HttpServer server({"--engine", "threads", "--threads", "1", "--queue", "0"});
  std::vector<Client> rude;
  for (int i = 0; i < 3; ++i) {
    // Ends with a lingering close, and the client does not end its side. The place is free at once: whoever
    // comes next is served by the one worker there is, and not refused.
    // (While the worker says goodbye to the one before, a newcomer may still be refused: it comes again.)
    CHECK(eventually([&] {
      Client client = server.connect();
      if (!client.try_send("BAD\r\n\r\n") || read_response(client).status != 400) return false;
      rude.push_back(std::move(client));
      return true;
    }));
    CHECK(eventually([&] { return server.get("/hello.txt").status == 200; }));
  }
}

TEST_CASE("A refused client that sends a large upload reads its 503 too", "[system][stage12][rfc9112-9.6]") {
  HttpServer server(small_house());
  const std::vector<Client> clients = fill(server);
  for (int i = 0; i < scaled(20); ++i) {
    Client fifth = server.connect();
    (void)fifth.try_send(post_json(server.port(), "\"" + std::string(500'000, 'x') + "\""));
    CHECK(read_response(fifth).status == 503);
    CHECK(fifth.receive_all().empty());
    CHECK(fifth.end() == End::clean);
  }
}

TEST_CASE("When a client leaves, those who wait are served in order", "[system][stage12]") {
  HttpServer server(small_house());
  std::vector<Client> clients = fill(server);
  for (std::size_t i = 2; i < 4; ++i) clients[i].send(get(server.port(), "/hello.txt"));
  CHECK_FALSE(clients[2].answers_within(kAWhile));
  clients[0].close();
  CHECK(read_response(clients[2]).status == 200);
  CHECK_FALSE(clients[3].answers_within(kAWhile));
  clients[2].close();
  CHECK(read_response(clients[3]).status == 200);
}

TEST_CASE("A server that was full serves everybody again", "[system][stage12]") {
  HttpServer server(small_house());
  {
    const std::vector<Client> clients = fill(server);
    CHECK(server.get("/hello.txt").status == 503);
  }
  CHECK(eventually([&] { return server.get("/hello.txt").status == 200; }));
  for (int i = 0; i < 20; ++i) CHECK(eventually([&] { return server.get("/hello.txt").status == 200; }));
}
