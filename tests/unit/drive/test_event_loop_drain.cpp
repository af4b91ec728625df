/// \file
/// What an event loop still serves when it is told to stop while much has arrived. Every kind of loop.
#include <algorithm>
#include <array>
#include <atomic>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/catch.hpp"
#include "support/each_loop.hpp"
#include "support/engine.hpp"

using namespace ladder;
using namespace ladder::test;
using drive::WorkersOptions;
using seam::Want;

namespace {

using ScriptedLoops = RunningEngine<EachLoop<ScriptedService>>;

/// Loops that stand still: whoever sends "hold" holds the loop that serves it until the test lets go.
struct Hold {
  std::latch blocked;
  std::latch release{1};
  explicit Hold(std::ptrdiff_t loops) : blocked(loops) {}
  void look_at(const Script& one) {
    if (one.received != "hold") return;
    blocked.count_down();
    release.wait();
  }
};

}  // namespace

TEST_CASE("What has arrived is served behind a drain, also where it takes several turns",
          "[drive][stage09]") {
  constexpr std::size_t kSent = 40'000;
  Hold hold(1);
  ScriptedService::Plan plan;
  plan.next = [&] {
    auto script = std::make_shared<Script>();
    script->space_bytes = 500;
    script->on_input = [&](Script& one) {
      hold.look_at(one);
      if (one.received.size() == kSent) one.to_send = "all of it";
    };
    script->on_sent = [](Script& one) { one.want = Want::close; };
    script->on_drain = [](Script& one) { one.deadline = seam::Clock::now(); };
    return script;
  };
  ScriptedLoops loops(make_scripted(plan), WorkersOptions{.loops = 1});
  loops.start();
  Client client = loops.connect();
  client.send("hold");
  hold.blocked.wait();
  loops.stop().drain();
  client.send(std::string(kSent - 4, 'x'));
  hold.release.count_down();
  CHECK(client.receive_all() == "all of it");
}

TEST_CASE("A drain serves everybody whose bytes have arrived, however many, before it lets them go",
          "[drive][stage10]") {
  Hold hold(2);
  std::vector<std::thread::id> loop_of;  // in the order in which the clients came
  ScriptedService::Plan plan;
  plan.next = [&] {
    loop_of.push_back(std::this_thread::get_id());
    auto script = std::make_shared<Script>();
    script->on_input = [&](Script& one) {
      hold.look_at(one);
      one.to_send = std::exchange(one.received, {});
      if (one.ends > 0) one.want = Want::close;
    };
    script->on_drain = [](Script& one) { one.deadline = seam::Clock::now(); };
    return script;
  };
  ScriptedLoops loops(make_scripted(plan), WorkersOptions{.loops = 2});
  loops.start();
  std::vector<Client> clients;
  for (int i = 0; i < 200; ++i) clients.push_back(loops.connect_and_echo());
  std::array<std::size_t, 2> holding{};  // the first client of each loop
  {
    const std::lock_guard lock(plan.mutex);
    const auto other = std::ranges::find_if(loop_of, [&](auto id) { return id != loop_of.front(); });
    REQUIRE(other != loop_of.end());
    holding[1] = static_cast<std::size_t>(other - loop_of.begin());
  }
  for (const std::size_t i : holding) clients[i].send("hold");
  hold.blocked.wait();
  // Both loops stand still: what comes now is there before either sees the stop.
  loops.stop().drain();
  for (Client& client : clients) client.send("?");
  hold.release.count_down();
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const bool held = std::ranges::find(holding, i) != holding.end();
    REQUIRE(clients[i].receive_all() == (held ? "hold?" : "?"));
    REQUIRE(clients[i].end() == End::clean);
  }
}

TEST_CASE("At a stop those in the backlog are served by whichever loop has room", "[drive][stage10]") {
  constexpr std::size_t kEach = 40;  // more than are accepted in one turn
  Hold hold(1);
  std::atomic<std::size_t> taken = 0;
  ScriptedService::Plan plan;
  plan.next = [&] {
    ++taken;
    auto script = std::make_shared<Script>();
    script->on_input = [&](Script& one) {
      hold.look_at(one);
      one.to_send = std::exchange(one.received, {});
      one.on_sent = [](Script& sent) { sent.want = Want::close; };
    };
    script->on_drain = [](Script&) {};
    return script;
  };
  ScriptedLoops loops(make_scripted(plan),
                      WorkersOptions{.loops = 2, .connections_per_worker = kEach, .queue = 0});
  loops.start();
  Client holding = loops.connect();  // the first is served by the loop that accepts
  holding.send("hold");
  hold.blocked.wait();
  std::vector<Client> clients;
  for (std::size_t i = 0; i < 2 * kEach - 1; ++i) clients.push_back(loops.connect());
  loops.stop().drain();
  const bool full = eventually([&] { return taken == 1 + kEach; });  // the other loop, by itself
  hold.release.count_down();
  CHECK(full);
  CHECK(holding.receive_all() == "hold");
  for (Client& client : clients) {
    client.send("?");
    REQUIRE(client.receive_all() == "?");
  }
}

TEST_CASE("Places that become free beside a stop go to who waits, and then to the backlog",
          "[drive][stage10]") {
  constexpr std::size_t kLeaving = 40;
  Hold hold(1);
  ScriptedService::Plan plan;
  plan.next = [&] {
    auto script = std::make_shared<Script>();
    script->on_input = [&](Script& one) {
      if (one.ends > 0) {
        one.want = Want::close;
        return;
      }
      hold.look_at(one);
      one.to_send = std::exchange(one.received, {});
      if (one.to_send == "?") one.on_sent = [](Script& sent) { sent.want = Want::close; };
    };
    script->on_drain = [](Script&) {};
    return script;
  };
  ScriptedLoops loops(make_scripted(plan),
                      WorkersOptions{.loops = 1, .connections_per_worker = 1 + kLeaving, .queue = 1});
  loops.start();
  Client holding = loops.connect_and_echo();
  std::vector<Client> leaving;
  for (std::size_t i = 0; i < kLeaving; ++i) leaving.push_back(loops.connect_and_echo());
  Client waiting = loops.connect();
  CHECK(holding.send_and_receive("!") == "!");  // the one that waits was there before
  holding.send("hold");
  hold.blocked.wait();
  for (Client& client : leaving) client.close();
  std::vector<Client> coming;
  for (std::size_t i = 0; i < kLeaving - 1; ++i) coming.push_back(loops.connect());
  loops.stop().drain();
  hold.release.count_down();
  waiting.send("?");
  CHECK(waiting.receive_all() == "?");
  for (Client& client : coming) {
    client.send("?");
    REQUIRE(client.receive_all() == "?");
  }
}
