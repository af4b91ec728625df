/// \file
/// What stage 03 promises: nobody waits for anybody.
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/programs.hpp"

using namespace ladder::test;

namespace {

struct Stage03 : StartedServer {
  Stage03() : StartedServer("stage_03_thread_per_connection") {}
};

bool echoes(Client& client) { return client.send_and_receive("?") == "?"; }

}  // namespace

TEST_CASE("Stage 03 echoes 8 MB of every byte value unchanged", "[stages][stage03][rfc862]") {
  const Stage03 server;
  Client client = server.connect();
  const std::string bytes = noise(static_cast<std::size_t>(scaled(8)) * 1'000'000);
  CHECK((client.send_and_receive(bytes) == bytes));
  client.half_close();
  CHECK(client.receive_all().empty());
  CHECK(client.end() == End::clean);
}

TEST_CASE("Stage 03 serves 200 clients at once", "[stages][stage03][pthreads.7]") {
  const Stage03 server;
  std::vector<Client> clients;
  for (int i = 0; i < connections_possible(200); ++i) clients.push_back(server.connect());
  for (int round = 0; round < 3; ++round) {
    for (Client& client : clients) REQUIRE(client.try_send("?"));
    for (Client& client : clients) REQUIRE(client.receive(1) == "?");
  }
}

TEST_CASE("A silent or slow client of stage 03 delays nobody", "[stages][stage03]") {
  const Stage03 server;
  const Client silent = server.connect();
  Client slow = server.connect();
  const std::string block(100'000, 'x');
  while (slow.send_some(block) > 0) continue;  // and reads nothing
  Client client = server.connect();
  CHECK(echoes(client));
}

TEST_CASE("Over 1,000 connections of stage 03 neither threads nor descriptors pile up", "[stages][stage03]") {
  Stage03 server;
  Client first = server.connect();
  REQUIRE(echoes(first));
  const std::size_t descriptors = server.process().descriptors();
  const std::size_t threads = server.process().threads();
  for (int i = 0; i < scaled(1'000); ++i) {
    Client client = server.connect();
    REQUIRE(echoes(client));
    if (i % 3 == 0) client.reset();
  }
  CHECK(eventually([&] { return server.process().descriptors() <= descriptors; }));
  CHECK(server.process().threads() <= threads + 1);  // the last one is joined when the next client comes
}
