/// \file
/// What stage 01 promises: an echo for one client after another.
#include <string>

#include "support/catch.hpp"
#include "support/programs.hpp"

using namespace ladder::test;

namespace {

struct Stage01 : StartedServer {
  Stage01() : StartedServer("stage_01_tcp_echo") {}
};

bool echoes(Client& client) { return client.send_and_receive("still there?") == "still there?"; }

}  // namespace

TEST_CASE("Stage 01 echoes 8 MB of every byte value unchanged", "[stages][stage01][rfc862]") {
  const Stage01 server;
  Client client = server.connect();
  const std::string bytes = noise(static_cast<std::size_t>(scaled(8)) * 1'000'000);
  REQUIRE(bytes.find('\0') != std::string::npos);
  CHECK((client.send_and_receive(bytes) == bytes));
}

TEST_CASE("Stage 01 echoes one byte at a time", "[stages][stage01][rfc862]") {
  const Stage01 server;
  Client client = server.connect();
  for (int value = 0; value < 256; ++value) {
    const std::string byte(1, static_cast<char>(value));
    REQUIRE(client.send_and_receive(byte) == byte);
  }
}

TEST_CASE("Stage 01 sends the rest after a half-close, then ends too", "[stages][stage01][shutdown.2]") {
  const Stage01 server;
  Client client = server.connect();
  const std::string bytes = noise(100'000);
  client.send(bytes);
  client.half_close();
  CHECK((client.receive_all() == bytes));
  CHECK(client.end() == End::clean);
}

TEST_CASE("Stage 01 serves clients one after another", "[stages][stage01][listen.2]") {
  const Stage01 server;
  Client first = server.connect();
  Client second = server.connect();
  CHECK(echoes(first));
  second.send("I waited");
  CHECK(echoes(first));
  first.close();
  CHECK(second.receive(8) == "I waited");
}

TEST_CASE("Stage 01 survives clients that reset, vanish or never speak", "[stages][stage01][recv.2]") {
  Stage01 server;
  Client(server.address()).reset();
  Client(server.address()).close();
  Client rude = server.connect();
  rude.send(std::string(100'000, 'x'));
  CHECK(rude.receive(1) == "x");
  rude.reset();  // with much of the echo unread
  Client polite = server.connect();
  CHECK(echoes(polite));
  polite.close();
  CHECK(server.process().stop(promised(std::chrono::seconds(3))) == 0);
}

TEST_CASE("Stage 01 stops in the middle of an echo that nobody reads", "[stages][stage01][signalfd.2]") {
  Stage01 server;
  Client client = server.connect();
  const std::string block(100'000, 'x');
  // Until both directions are stuck: the server waits in its send.
  REQUIRE(eventually([&] { return client.send_some(block) == 0 && server.process().all_asleep(); }));
  CHECK(server.process().stop(promised(std::chrono::seconds(3))) == 0);
}
