/// \file
/// What stage 04 promises: a fixed number of threads, a bounded queue, and a word for those who do not fit
/// in.
#include <csignal>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/programs.hpp"

using namespace ladder::test;

namespace {

struct Stage04 : StartedServer {
  Stage04(int threads, int queue)
      : StartedServer("stage_04_thread_pool",
                      {"--threads", std::to_string(threads), "--queue", std::to_string(queue)}) {}
  /// A client that is being served.
  Client served() const {
    Client client = connect();
    if (client.send_and_receive("?") != "?") throw std::runtime_error("not served");
    return client;
  }
};

}  // namespace

TEST_CASE("Stage 04 serves its threads' clients at once and its queue's in order", "[stages][stage04]") {
  const Stage04 server(3, 2);
  std::vector<Client> clients;
  for (int i = 0; i < 3; ++i) clients.push_back(server.served());
  Client fourth = server.connect();
  Client fifth = server.connect();
  fourth.send("4");
  fifth.send("5");
  for (Client& client : clients) CHECK(client.send_and_receive("?") == "?");
  CHECK_FALSE(fourth.answers_within(kAWhile));
  clients[1].close();
  CHECK(fourth.receive(1) == "4");
  CHECK_FALSE(fifth.answers_within(std::chrono::milliseconds(0)));
  fourth.half_close();
  CHECK(fourth.receive_all().empty());
  CHECK(fifth.receive(1) == "5");
}

TEST_CASE("Who finds stage 04 full reads busy and a clean end, every time",
          "[stages][stage04][rfc9112-9.6]") {
  const int queue = GENERATE(0, 2);
  const Stage04 server(2, queue);
  std::vector<Client> clients;
  for (int i = 0; i < 2; ++i) clients.push_back(server.served());
  for (int i = 0; i < queue; ++i) clients.push_back(server.connect());
  for (int i = 0; i < scaled(100); ++i) {
    Client refused = server.connect();
    (void)refused.try_send("what I send must not turn the answer into a reset");
    REQUIRE(refused.receive_all() == "busy\n");
    REQUIRE(refused.end() == End::clean);
  }
}

TEST_CASE("The threads of stage 04 do not grow with its clients", "[stages][stage04]") {
  Stage04 server(4, 200);
  const Client first = server.served();
  const std::size_t threads = server.process().threads();
  std::vector<Client> clients;
  for (int i = 0; i < 3; ++i) clients.push_back(server.served());
  for (int i = 0; i < 150; ++i) clients.push_back(server.connect());
  clients[0].close();
  CHECK(clients[3].send_and_receive("my turn") == "my turn");
  CHECK(server.process().threads() <= threads + 3);
  CHECK(threads <= 4 + 3);
}

TEST_CASE("Stage 04 serves on after its queue has been full", "[stages][stage04]") {
  const Stage04 server(1, 1);
  for (int round = 0; round < scaled(20); ++round) {
    Client served = server.connect();
    // The place of the client before may be given back a moment after it has read the end.
    REQUIRE(eventually([&] {
      if (served.send_and_receive("?") == "?") return true;
      served = server.connect();
      return false;
    }));
    const Client waiting = server.connect();
    CHECK(server.connect().receive_all() == "busy\n");
  }
}

TEST_CASE("A stop of stage 04 lets the clients being served finish what they sent", "[stages][stage04]") {
  Stage04 server(2, 2);
  Client served = server.served();
  const std::string bytes = noise(60'000);
  served.send(bytes);
  server.process().signal(SIGTERM);
  CHECK((served.receive_all() == bytes));
  CHECK(served.end() == End::clean);
  served.close();
  CHECK(server.process().wait_for_exit(promised(std::chrono::seconds(3))) == 0);
}
