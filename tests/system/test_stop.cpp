/// \file
/// How the complete server stops: the first signal drains it, the second ends it. Every engine.
#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>
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

bool is_refused(const HttpServer& server) {
  try {
    // A connection that slipped in before the listener closed ends at once or is served: not refused.
    (void)server.connect();
    return false;
  } catch (const std::system_error& error) {
    return error.code().value() == ECONNREFUSED;
  }
}

/// A client that has begun to download a large file and reads slowly.
struct SlowDownload {
  explicit SlowDownload(HttpServer& server)
      : content(server.add_file("large.txt", kLargeBytes)), client(server.address(), 64 * 1024) {
    client.send(get(server.port(), "/large.txt"));
    begun = client.receive(10'000);
  }
  /// True if everything came, and a clean end.
  bool is_whole() {
    begun += client.receive_all();
    const std::size_t head_end = begun.find("\r\n\r\n");
    return client.end() == End::clean && head_end != std::string::npos &&
           begun.substr(head_end + 4) == content;
  }
  std::string content;
  Client client;
  std::string begun;
};

}  // namespace

TEST_CASE("A stop during a slow download: it ends whole, nobody new comes in",
          "[system][stage12][signalfd.2]") {
  const int number = GENERATE(SIGTERM, SIGINT, SIGQUIT);
  HttpServer server(each_engine());
  Client idle = server.connect_and_ask();
  SlowDownload download(server);
  server.process().signal(number);
  REQUIRE(server.process().log_says("stopping"));
  CHECK(idle.receive_all().empty());
  CHECK(idle.end() == End::clean);
  CHECK(eventually([&] { return is_refused(server); }));
  CHECK_FALSE(server.process().wait_for_exit(kAWhile));
  CHECK(download.is_whole());
  CHECK(server.process().wait_for_exit() == 0);
}

TEST_CASE("A stop answers the request that has arrived and closes", "[system][stage12][rfc9112-9.6]") {
  HttpServer server(each_engine());
  SlowDownload holds_the_server(server);
  Client client = server.connect_and_ask();
  client.send(get(server.port(), "/hello.txt").substr(0, 10));  // in the middle of a head: dropped
  server.process().signal(SIGTERM);
  CHECK(client.receive_all().empty());
  CHECK(holds_the_server.is_whole());
  CHECK(server.process().wait_for_exit() == 0);
}

TEST_CASE("A stop answers those who were accepted and speak a moment later",
          "[system][stage12][rfc9112-9.6]") {
  const int clients = scaled(20);
  const std::string engine = GENERATE(from_range(every_engine()));
  CAPTURE(engine);
  HttpServer server({"--engine", engine, "--threads", engine == "threads" ? std::to_string(clients) : "2"});
  std::vector<Client> fresh;
  for (int i = 0; i < clients; ++i) fresh.push_back(server.connect());
  // The last one that came has been accepted when one behind it has been answered; the pool has no place for
  // it.
  if (engine != "threads") (void)server.connect_and_ask();
  REQUIRE(eventually([&] { return server.process().all_asleep(); }));
  server.process().signal(SIGTERM);
  REQUIRE(eventually([&] { return is_refused(server); }));
  for (Client& client : fresh) {
    client.send(get(server.port(), "/hello.txt"));
    const Response response = read_response(client);
    CHECK(response.status == 200);
    CHECK(response.field("Connection") == "close");
  }
  CHECK(server.process().wait_for_exit() == 0);
}

TEST_CASE("A second signal ends the server at once with exit status 1", "[system][stage12][signalfd.2]") {
  const int second = GENERATE(SIGTERM, SIGINT, SIGQUIT);
  HttpServer server(each_engine());
  SlowDownload download(server);
  server.process().signal(SIGTERM);
  REQUIRE(server.process().log_says("stopping"));
  CHECK_FALSE(server.process().wait_for_exit(kAWhile));
  server.process().signal(second);
  CHECK(server.process().wait_for_exit(promised(std::chrono::seconds(3))) == 1);
  CHECK_FALSE(download.is_whole());
}

TEST_CASE("A drain that takes too long is cut off with exit status 1", "[system][stage12]") {
  HttpServer server(each_engine({"--drain", "1"}));
  SlowDownload download(server);
  server.process().signal(SIGTERM);
  CHECK(server.process().wait_for_exit() == 1);
  CHECK(server.process().whole_log().find("the drain took too long") != std::string::npos);
  CHECK_FALSE(download.is_whole());
}

TEST_CASE("An upload in flight at a stop is stored and answered", "[system][stage12]") {
  HttpServer server(each_engine());
  const std::string json = "\"" + std::string(1'000'000, 'x') + "\"";
  const std::string request = post_json(server.port(), json);
  Client client = server.connect();
  client.send(std::string_view(request).substr(0, 600'000));
  // It has certainly begun when its temporary file is there.
  REQUIRE(eventually([&] { return !server.root().uploads().empty(); }));
  server.process().signal(SIGTERM);
  REQUIRE(server.process().log_says("stopping"));
  client.send(std::string_view(request).substr(600'000));
  CHECK(read_response(client).status == 201);
  CHECK(server.process().wait_for_exit() == 0);
  REQUIRE(server.root().uploads().size() == 1);
  CHECK((server.root().read("uploads/" + server.root().uploads()[0]) == json));
}

TEST_CASE("The server tells its totals when it has stopped", "[system][stage12]") {
  HttpServer server(each_engine());
  for (int i = 0; i < 3; ++i) CHECK(server.get("/hello.txt").status == 200);
  CHECK(server.process().stop() == 0);
  CHECK(server.process().whole_log().find("stopped: 3 requests on 3 connections") != std::string::npos);
}
