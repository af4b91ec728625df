/// \file
/// The specification's server: a queue and a fixed number of workers (drive/pool.hpp).
#include "drive/pool.hpp"

#include <future>
#include <new>
#include <string>
#include <vector>

#include "app/echo_service.hpp"
#include "support/catch.hpp"
#include "support/engine.hpp"

using namespace ladder;
using namespace ladder::test;
using drive::PoolOptions;

namespace {

using EchoPool = RunningEngine<drive::Pool<app::EchoService>>;

drive::MakeService<app::EchoService> make_echo() {
  return [] { return std::make_unique<app::EchoService>(); };
}

/// True if the client is served now: its byte comes back.
bool is_served(Client& client) { return client.receive(1) == "?"; }

}  // namespace

TEST_CASE("As many clients are served at once as there are threads", "[drive][stage04]") {
  EchoPool pool(make_echo(), PoolOptions{.threads = 3, .queue = 0});
  pool.start();
  std::vector<Client> clients;
  for (int i = 0; i < 3; ++i) clients.push_back(pool.connect_and_echo());
  CHECK(pool.engine().active() == 3);
  for (Client& client : clients) client.send("?");
  for (Client& client : clients) CHECK(is_served(client));
}

TEST_CASE("Clients beyond the threads wait their turn and are served in order", "[drive][stage04]") {
  EchoPool pool(make_echo(), PoolOptions{.threads = 1, .queue = 3});
  pool.start();
  Client first = pool.connect_and_echo();
  std::vector<Client> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.push_back(pool.connect());
    waiting.back().send("?");
  }
  CHECK_FALSE(waiting[0].answers_within(kAWhile));
  first.close();
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    CHECK(is_served(waiting[i]));
    if (i + 1 < waiting.size()) CHECK_FALSE(waiting[i + 1].answers_within(std::chrono::milliseconds(0)));
    waiting[i].close();
  }
}

TEST_CASE("Who finds workers and queue full reads the refusal and a clean end, each time",
          "[drive][stage04]") {
  const bool aside = GENERATE(false, true);
  EchoPool pool(make_echo(), PoolOptions{.threads = 1, .queue = 1, .goodbyes_aside = aside});
  pool.start();
  const Client served = pool.connect_and_echo();
  const Client waiting = pool.connect();
  for (int i = 0; i < scaled(50); ++i) {
    Client refused = pool.connect();
    refused.send("unread input makes a plain close a reset");
    REQUIRE(refused.receive_all() == "busy\n");
    REQUIRE(refused.end() == End::clean);
  }
}

TEST_CASE("A queue of nobody refuses all beyond the threads", "[drive][stage04]") {
  EchoPool pool(make_echo(), PoolOptions{.threads = 2, .queue = 0});
  pool.start();
  const Client first = pool.connect_and_echo();
  Client second = pool.connect_and_echo();
  CHECK(pool.connect().receive_all() == "busy\n");
  second.close();
  REQUIRE(eventually([&] {
    Client third = pool.connect();
    third.send("?");
    return third.receive(1) == "?";  // and not the b of busy
  }));
}

TEST_CASE("Clients that linger aside do not hold up the accepting", "[drive][stage08]") {
  EchoPool pool(make_echo(), PoolOptions{.threads = 1, .queue = 0, .goodbyes_aside = true});
  pool.start();
  const Client served = pool.connect_and_echo();
  std::vector<Client> rude;
  for (int i = 0; i < 10; ++i) rude.push_back(pool.connect());  // never close their side
  const auto before = seam::Clock::now();
  CHECK(pool.connect().receive_all() == "busy\n");
  CHECK(seam::Clock::now() - before < 10 * drive::kLingerTime);
}

TEST_CASE("A drain serves what has arrived and ends", "[drive][stage04]") {
  EchoPool pool(make_echo(), PoolOptions{.threads = 1, .queue = 1});
  pool.start();
  Client served = pool.connect_and_echo();
  served.send("on its way");
  pool.stop().drain();
  CHECK(served.receive_all() == "on its way");
  CHECK(served.end() == End::clean);
  served.close();
  CHECK(pool.returns());
  CHECK_FALSE(pool.failure());
  CHECK_THROWS(pool.connect());
}

TEST_CASE("A drain tells those who wait in the queue that they will not be served", "[drive][stage04]") {
  ScriptedService::Plan plan;
  plan.next = [] {
    auto script = std::make_shared<Script>();
    script->to_send = "served";
    script->on_drain = [](Script&) {};  // it takes its time
    script->on_input = [](Script& one) { one.want = seam::Want::close; };
    return script;
  };
  RunningEngine<drive::Pool<ScriptedService>> pool(make_scripted(plan),
                                                   PoolOptions{.threads = 1, .queue = 1});
  pool.start();
  Client served = pool.connect();
  CHECK(served.receive(6) == "served");
  Client waiting = pool.connect();
  CHECK(pool.connect().receive_all() == "refused\n");  // so the one before it waits in the queue by now
  pool.stop().drain();
  CHECK(waiting.receive_all() == "refused\n");
  CHECK(waiting.end() == End::clean);
  CHECK_FALSE(pool.returned());
  served.close();
  CHECK(pool.returns());
}

TEST_CASE("What goes wrong with one connection of a pool ends that one and no other", "[drive][stage04]") {
  ScriptedService::Plan plan;
  int connections = 0;  // the one worker's
  plan.next = [&connections] {
    if (++connections % 2 == 1) throw std::bad_alloc();
    auto script = std::make_shared<Script>();
    script->to_send = "served";
    script->want = seam::Want::close;
    return script;
  };
  RunningEngine<drive::Pool<ScriptedService>> pool(make_scripted(plan),
                                                   PoolOptions{.threads = 1, .queue = 1});
  pool.start();
  for (int i = 0; i < 5; ++i) {
    CHECK(pool.connect().receive_all().empty());
    CHECK(pool.connect().receive_all() == "served");
  }
}

TEST_CASE("A pool serves one client after another for long without a place getting lost",
          "[drive][stage04]") {
  EchoPool pool(make_echo(), PoolOptions{.threads = 2, .queue = 2});
  pool.start();
  for (int i = 0; i < scaled(500); ++i) {
    // A client that has read the end knows that its worker is done, not yet that its place is free.
    REQUIRE(eventually([&] {
      Client client = pool.connect();
      client.send("?");
      client.half_close();
      return client.receive_all() == "?";
    }));
  }
  CHECK(eventually([&] { return pool.engine().active() == 0; }));
}

TEST_CASE("A client that comes again as soon as it has read the end is not refused", "[drive][stage04]") {
  ScriptedService::Plan plan;
  plan.next = [] {
    auto script = std::make_shared<Script>();
    script->to_send = "served";
    script->want = seam::Want::linger;
    return script;
  };
  RunningEngine<drive::Pool<ScriptedService>> pool(make_scripted(plan),
                                                   PoolOptions{.threads = 1, .queue = 0});
  pool.start();
  Client first = pool.connect();
  REQUIRE(first.receive_all() == "served");
  // The worker still lingers, since the first client has not closed its side. The place is free all the same.
  Client again = pool.connect();
  first.close();
  CHECK(again.receive_all() == "served");
}

TEST_CASE("A stop is seen although a client never stops sending", "[drive][stage04]") {
  const auto script = std::make_shared<Script>();
  script->space_bytes = 1;  // each receive fills its space, so that the socket stays readable
  std::promise<void> in_turn;
  std::promise<void> may_go_on;
  script->on_input = [&](Script& one) {
    if (one.received.size() > 1) return;
    in_turn.set_value();
    may_go_on.get_future().wait();
  };
  ScriptedService::Plan plan;
  plan.next = [&] { return script; };
  RunningEngine<drive::Pool<ScriptedService>> pool(make_scripted(plan),
                                                   PoolOptions{.threads = 1, .queue = 0});
  pool.start();
  Client busy = pool.connect();
  const std::size_t on_its_way = busy.send_some(std::string(64 * 1024, 'x'));
  in_turn.get_future().wait();
  pool.stop().drain();
  may_go_on.set_value();
  REQUIRE(pool.returns());
  CHECK(on_its_way > 10'000);
  CHECK(script->drained == 1);
  CHECK(script->received.size() < 1'000);
}
