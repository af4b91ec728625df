/// \file
/// Event loops (drive/workers.hpp), every kind: serving, places and the queue, stopping.
#include "drive/workers.hpp"

#include <new>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "app/echo_service.hpp"
#include "support/catch.hpp"
#include "support/each_loop.hpp"
#include "support/engine.hpp"

using namespace ladder;
using namespace ladder::test;
using drive::WorkersOptions;

namespace {

drive::MakeService<app::EchoService> make_echo() {
  return [] { return std::make_unique<app::EchoService>(); };
}

using EchoLoops = RunningEngine<EachLoop<app::EchoService>>;

bool echoes(Client& client) {
  client.send("?");
  return client.receive(1) == "?";
}

}  // namespace

TEST_CASE("Clients that came while nobody accepted are all served, not one an event",
          "[drive][stage09][epoll.7]") {
  EchoLoops loops(make_echo(), WorkersOptions{.loops = GENERATE(1U, 2U)});
  std::vector<Client> clients;
  for (int i = 0; i < 100; ++i) clients.push_back(loops.connect());
  loops.start();
  for (Client& client : clients) REQUIRE(echoes(client));
}

TEST_CASE("Idle clients delay nobody", "[drive][stage09]") {
  EchoLoops loops(make_echo(), WorkersOptions{});
  loops.start();
  std::vector<Client> idle;
  for (int i = 0; i < 100; ++i) idle.push_back(loops.connect_and_echo());
  Client client = loops.connect();
  CHECK(echoes(client));
  for (Client& one : idle) REQUIRE(echoes(one));
}

TEST_CASE("A client that reads late gets every byte", "[drive][stage09][sendmsg.2]") {
  EchoLoops loops(make_echo(), WorkersOptions{});
  loops.start();
  const std::string text = noise(3'000'000);
  Client client = loops.connect();
  const std::jthread sender([&text, fd = ::dup(client.fd())] {
    Client sending{os::Fd(fd)};
    sending.send(text);
    sending.half_close();
  });
  // Nothing is read until both directions are stuck or all has been taken: the loop has met EAGAIN by then.
  Client other = loops.connect();
  CHECK(echoes(other));
  std::string got;
  while (got.size() < text.size()) {
    const std::string more = client.receive(std::min<std::size_t>(65'536, text.size() - got.size()));
    if (more.empty()) break;
    got += more;
  }
  CHECK((got == text));
}

TEST_CASE("A client that never stops sending does not starve the others", "[drive][stage09]") {
  EchoLoops loops(make_echo(), WorkersOptions{});
  loops.start();
  Client busy = loops.connect();
  const std::jthread sender([fd = busy.fd()](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      (void)fill(fd);
      (void)receive_now(fd);
    }
  });
  for (int i = 0; i < 20; ++i) CHECK_NOTHROW(loops.connect_and_echo());
}

TEST_CASE("Who finds every place and the queue full is refused, each time with a clean end",
          "[drive][stage09][rfc9112-9.6]") {
  EchoLoops loops(make_echo(), WorkersOptions{.loops = 2, .connections_per_worker = 1, .queue = 0});
  loops.start();
  const Client first = loops.connect_and_echo();
  const Client second = loops.connect_and_echo();
  for (int i = 0; i < scaled(50); ++i) {
    Client refused = loops.connect();
    refused.send("unread input makes a plain close a reset");
    REQUIRE(refused.receive_all() == "busy\n");
    REQUIRE(refused.end() == End::clean);
  }
}

TEST_CASE("Who waits in the queue is served in order when places become free", "[drive][stage09]") {
  EchoLoops loops(make_echo(), WorkersOptions{.loops = 1, .connections_per_worker = 1, .queue = 3});
  loops.start();
  Client first = loops.connect_and_echo();
  std::vector<Client> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.push_back(loops.connect());
    waiting.back().send("?");
  }
  CHECK_FALSE(waiting[0].answers_within(kAWhile));
  first.close();
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    CHECK(waiting[i].receive(1) == "?");
    if (i + 1 < waiting.size()) CHECK_FALSE(waiting[i + 1].answers_within(std::chrono::milliseconds(0)));
    waiting[i].close();
  }
}

TEST_CASE("A place that becomes free with one loop is found by clients that another accepted",
          "[drive][stage10]") {
  EchoLoops loops(make_echo(), WorkersOptions{.loops = 2, .connections_per_worker = 2, .queue = 50});
  loops.start();
  for (int round = 0; round < scaled(20); ++round) {
    std::vector<Client> clients;
    for (int i = 0; i < 20; ++i) {
      clients.push_back(loops.connect());
      clients.back().send("?");
      clients.back().half_close();
    }
    for (Client& client : clients) REQUIRE(client.receive_all() == "?");
  }
}

TEST_CASE("A drain serves what has arrived, lets idle clients go and ends", "[drive][stage09]") {
  EchoLoops loops(make_echo(), WorkersOptions{.loops = GENERATE(1U, 2U)});
  loops.start();
  std::vector<Client> clients;
  for (int i = 0; i < 5; ++i) clients.push_back(loops.connect_and_echo());
  clients[0].send("on its way");
  loops.stop().drain();
  CHECK(clients[0].receive_all() == "on its way");
  for (Client& client : clients) {
    CHECK(client.receive_all().empty());
    CHECK(client.end() == End::clean);
    client.close();
  }
  CHECK(loops.returns());
  CHECK_FALSE(loops.failure());
  CHECK_THROWS(loops.connect());
}

TEST_CASE("What a loop throws is not swallowed: the others end and run throws it", "[drive][stage10]") {
  ScriptedService::Plan plan;
  int calls = 0;
  plan.about_to_wait = [&calls] {
    if (++calls == 5) throw std::runtime_error("the disk is on fire");
  };
  RunningEngine<EachLoop<ScriptedService>> loops(make_scripted(plan), WorkersOptions{.loops = 2});
  loops.start();
  std::vector<Client> clients;
  REQUIRE(eventually([&] {
    try {
      clients.push_back(loops.connect());  // gives some loop a reason to wait once more
    } catch (const std::system_error&) {
      // It does not listen any more.
    }
    return loops.returned();
  }));
  REQUIRE(loops.failure());
  CHECK_THROWS_WITH(std::rethrow_exception(loops.failure()), "the disk is on fire");
}

TEST_CASE("A client for whom there is no conversation is dropped, and the others go on", "[drive][stage09]") {
  ScriptedService::Plan plan;
  bool first = true;
  plan.next = [&first] {
    if (std::exchange(first, false)) throw std::bad_alloc();
    auto script = std::make_shared<Script>();
    script->to_send = "served";
    return script;
  };
  RunningEngine<EachLoop<ScriptedService>> loops(
      make_scripted(plan), WorkersOptions{.loops = 1, .connections_per_worker = 1, .queue = 0});
  loops.start();
  CHECK(loops.connect().receive_all().empty());
  CHECK(eventually([&] { return loops.connect().receive(6) == "served"; }));  // its place is free again
}
