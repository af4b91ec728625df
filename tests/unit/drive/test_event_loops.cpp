/// \file
/// Every kind of event loop (drive/epoll_loop.hpp, drive/uring_loop.hpp): deadlines, and what must not
/// outlive a connection.
#include <new>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/each_loop.hpp"
#include "support/engine.hpp"

using namespace ladder;
using namespace ladder::test;
using drive::WorkersOptions;
using seam::Clock;
using seam::Want;
using std::chrono::milliseconds;

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

}  // namespace

TEST_CASE("A deadline that passes is told once it has passed, and ends that connection only",
          "[drive][stage09]") {
  InOrder in_order;
  in_order.scripts = {std::make_shared<Script>()};
  const auto deadline = in_order.scripts[0]->deadline = Clock::now() + milliseconds(200);
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{});
  loops.start();
  Client expiring = loops.connect();
  Client other = loops.connect();
  CHECK(echoes(other));
  CHECK(expiring.receive_all().empty());
  CHECK(Clock::now() >= deadline);
  CHECK(in_order.scripts[0]->expired == 1);
  CHECK(echoes(other));
}

TEST_CASE("A timer never outlives its connection: who gets the same descriptor is left alone",
          "[drive][stage09]") {
  InOrder in_order;
  for (int i = 0; i < 3; ++i) in_order.scripts.push_back(echo_script());
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{});
  const auto soon = Clock::now() + milliseconds(300);
  in_order.scripts[0]->deadline = soon;
  in_order.scripts[2]->deadline = soon + milliseconds(300);
  loops.start();
  {
    Client gone = loops.connect();
    CHECK(echoes(gone));
  }
  REQUIRE(eventually([&] { return in_order.scripts[0]->over.load(); }));
  Client heir =
      loops.connect();  // its descriptor is the lowest free one: that of the connection that is gone
  CHECK(echoes(heir));
  Client later = loops.connect();
  CHECK(later.receive_all().empty());  // by now the first one's moment has passed, and the wheel has turned
  CHECK(in_order.scripts[2]->expired == 1);
  CHECK(in_order.scripts[0]->expired == 0);
  CHECK(in_order.scripts[1]->expired == 0);
  CHECK(echoes(heir));
}

TEST_CASE("A place that becomes free by a deadline is given to who waits, though nothing else happens",
          "[drive][stage09]") {
  InOrder in_order;
  in_order.scripts = {echo_script()};
  in_order.scripts[0]->deadline = Clock::now() + milliseconds(300);
  ScriptedLoops loops(make_scripted(in_order.plan),
                      WorkersOptions{.loops = 1, .connections_per_worker = 1, .queue = 1});
  loops.start();
  Client expiring = loops.connect();
  CHECK(echoes(expiring));
  Client waiting = loops.connect();
  CHECK(echoes(waiting));
  CHECK(in_order.scripts[0]->expired == 1);
}

TEST_CASE("A deadline that moves later does not end its connection early", "[drive][stage09]") {
  InOrder in_order;
  in_order.scripts = {echo_script(), std::make_shared<Script>()};
  const auto now = Clock::now();
  in_order.scripts[0]->deadline = now + milliseconds(200);
  const auto echo = in_order.scripts[0]->on_input;
  in_order.scripts[0]->on_input = [echo](Script& one) {
    one.deadline = seam::kNever;
    echo(one);
  };
  in_order.scripts[1]->deadline = now + milliseconds(600);
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{});
  loops.start();
  Client active = loops.connect();
  CHECK(echoes(active));
  Client later = loops.connect();
  CHECK(later.receive_all().empty());
  CHECK(in_order.scripts[0]->expired == 0);
  CHECK(echoes(active));
}

TEST_CASE("Where there is no memory to go on after a job or a deadline, that connection ends and no other",
          "[drive][stage09]") {
  const auto fail = [](Script&) { throw std::bad_alloc(); };
  InOrder in_order;
  auto expiring = std::make_shared<Script>();
  expiring->deadline = Clock::now();
  expiring->on_expire = fail;
  auto working = std::make_shared<Script>();
  working->want = Want::work;
  working->work = std::make_shared<FunctionWork>([] {});
  working->on_work_done = fail;
  in_order.scripts = {expiring, working};
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{.loops = 1, .job_threads = 1});
  loops.start();
  for (int i = 0; i < 2; ++i) CHECK(loops.connect().receive_all().empty());
  CHECK(expiring->expired == 1);
  Client other = loops.connect();
  CHECK(echoes(other));
}

TEST_CASE("Abandoning ends loops whose clients do not read", "[drive][stage09]") {
  InOrder in_order;
  auto script = std::make_shared<Script>();
  script->to_send = std::string(50'000'000, 'x');
  script->on_drain = [](Script&) {};
  in_order.scripts = {script};
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{});
  loops.start();
  Client stuck = loops.connect();
  CHECK(stuck.receive(1) == "x");
  loops.stop().drain();
  REQUIRE(eventually([&] { return script->drained == 1; }));
  CHECK_FALSE(loops.returned());
  loops.stop().abandon();
  CHECK(loops.returns());
}
