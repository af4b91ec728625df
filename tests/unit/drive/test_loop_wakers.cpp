/// \file
/// Every kind of event loop and its wakers (seam/waker.hpp): called on another thread, they reach their
/// conversation or nobody.
#include <atomic>
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

/// Sends back what comes and ends when the peer does.
std::shared_ptr<Script> echo_script() {
  auto script = std::make_shared<Script>();
  script->to_send.reserve(64 * 1024);  // what is being sent must stay where it is when more is added
  script->on_input = [](Script& one) {
    one.to_send += std::exchange(one.received, {});
    if (one.ends > 0) one.want = Want::close;
  };
  return script;
}

/// Scripts given out in the order in which connections come.
struct InOrder {
  ScriptedService::Plan plan;
  std::vector<std::shared_ptr<Script>> scripts;
  std::size_t given = 0;
  InOrder() {
    plan.next = [this] { return given < scripts.size() ? scripts[given++] : echo_script(); };
  }
};

bool echoes(Client& client) {
  client.send("?");
  return client.receive(1) == "?";
}

/// There once the connection's peer has heard from it. The lock is that under which the loops start
/// conversations.
seam::Waker waker_of(ScriptedService::Plan& plan, const Script& script) {
  const std::lock_guard lock(plan.mutex);
  return script.waker;
}

}  // namespace

TEST_CASE("A waker called on another thread wakes its conversation and no other", "[drive][stage09]") {
  InOrder in_order;
  std::vector<Client> clients;
  for (int i = 0; i < 3; ++i) {
    auto script = std::make_shared<Script>();
    script->want = Want::none;  // it waits for nothing but to be woken
    script->to_send = "!";
    script->on_woken = [](Script& one) { one.to_send = "news"; };
    in_order.scripts.push_back(script);
  }
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{.loops = 2});
  loops.start();
  for (int i = 0; i < 3; ++i) {
    clients.push_back(loops.connect());
    CHECK(clients.back().receive(1) == "!");
  }
  waker_of(in_order.plan, *in_order.scripts[1]).wake();
  CHECK(clients[1].receive(4) == "news");
  waker_of(in_order.plan, *in_order.scripts[2]).wake();
  CHECK(clients[2].receive(4) == "news");
  CHECK(in_order.scripts[0]->woken == 0);
  waker_of(in_order.plan, *in_order.scripts[1]).wake();
  CHECK(clients[1].receive(4) == "news");
  CHECK(in_order.scripts[1]->woken == 2);
}

TEST_CASE("A conversation that waits to be woken goes when its peer resets, and its waker wakes nobody",
          "[drive][stage09]") {
  InOrder in_order;
  auto script = std::make_shared<Script>();
  script->want = Want::none;
  script->to_send = "!";
  auto heir = echo_script();
  in_order.scripts = {script, heir};
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{});
  loops.start();
  Client client = loops.connect();
  CHECK(client.receive(1) == "!");
  client.reset();
  CHECK(eventually([&] { return script->over.load(); }));
  Client next = loops.connect();
  CHECK(echoes(next));
  waker_of(in_order.plan, *script).wake();
  waker_of(in_order.plan, *heir).wake();
  CHECK(eventually([&] { return heir->woken == 1; }));
  CHECK(script->woken == 0);
  loops.stop().abandon();
  REQUIRE(loops.returns());
  waker_of(in_order.plan, *heir).wake();  // the loop is gone, too
}

TEST_CASE("Wakers called by many threads while connections come and go harm nobody", "[drive][stage09]") {
  InOrder in_order;
  std::vector<seam::Waker> wakers;  // guarded by the plan's mutex; of connections that are gone, most of them
  in_order.plan.next = [&] {
    auto script = echo_script();
    in_order.scripts.push_back(script);
    return script;
  };
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{.loops = 2});
  loops.start();
  std::atomic<bool> done{false};
  std::vector<std::jthread> callers;
  for (int i = 0; i < 2; ++i)
    callers.emplace_back([&] {
      for (std::size_t calls = 0; !done; ++calls) {
        seam::Waker waker;
        {
          const std::lock_guard lock(in_order.plan.mutex);
          if (!wakers.empty()) waker = wakers[calls % wakers.size()];
        }
        waker.wake();
        std::this_thread::yield();
      }
    });
  for (int i = 0; i < scaled(300); ++i) {
    Client client = loops.connect();
    CHECK(echoes(client));
    const std::lock_guard lock(in_order.plan.mutex);
    wakers.push_back(in_order.scripts.back()->waker);
  }
  done = true;
  Client last = loops.connect();
  CHECK(echoes(last));
}
