/// \file
/// Every kind of event loop and its jobs: they run while bytes go on, and their end reaches their connection
/// or nobody.
#include <future>
#include <latch>
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

/// A job that runs until it is let go.
struct HeldJob {
  std::latch started{1};
  std::latch release{1};
  std::shared_ptr<seam::Work> work() {
    return std::make_shared<FunctionWork>([this] {
      started.count_down();
      release.wait();
    });
  }
};

}  // namespace

TEST_CASE("While a job of one client blocks, the loop serves the others", "[drive][stage09]") {
  std::latch release(1);
  std::promise<std::thread::id> job_thread;
  InOrder in_order;
  auto script = std::make_shared<Script>();
  script->want = Want::work;
  script->work = std::make_shared<FunctionWork>([&] {
    job_thread.set_value(std::this_thread::get_id());
    release.wait();
  });
  script->on_work_done = [](Script& one) {
    one.want = Want::close;
    one.to_send = "stored";
  };
  in_order.scripts = {script};
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{.loops = 1, .job_threads = 1});
  loops.start();
  Client uploading = loops.connect();
  for (int i = 0; i < 10; ++i) {
    Client other = loops.connect();
    CHECK(echoes(other));
  }
  CHECK_FALSE(uploading.answers_within(milliseconds(0)));
  release.count_down();
  CHECK(uploading.receive_all() == "stored");
  CHECK(job_thread.get_future().get() != std::this_thread::get_id());
}

TEST_CASE("While a job runs, what is to be sent leaves", "[drive][stage09]") {
  HeldJob job;
  const std::string text = noise(3'000'000);  // more than the socket takes at once
  InOrder in_order;
  auto script = std::make_shared<Script>();
  script->want = Want::work;
  script->to_send = text;
  script->work = job.work();
  script->on_work_done = [](Script& one) { one.want = Want::close; };
  in_order.scripts = {script};
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{});
  loops.start();
  Client client = loops.connect();
  job.started.wait();
  CHECK((client.receive(text.size()) == text));
  CHECK(script->works_done == 0);
  job.release.count_down();
  CHECK(client.receive_all().empty());
  CHECK(client.end() == End::clean);
}

TEST_CASE("While a job runs, input that is wanted comes", "[drive][stage09]") {
  HeldJob job;
  InOrder in_order;
  auto script = echo_script();
  script->want = Want::work | Want::input;
  script->work = job.work();
  script->on_work_taken = [](Script& one) { one.want = Want::input; };
  in_order.scripts = {script};
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{});
  loops.start();
  Client client = loops.connect();
  job.started.wait();
  for (int i = 0; i < 3; ++i) CHECK(echoes(client));
  CHECK(script->works_done == 0);
  job.release.count_down();
  CHECK(eventually([&] { return script->works_done == 1; }));
  CHECK(echoes(client));
}

TEST_CASE("While a job runs, a deadline passes like any other", "[drive][stage09]") {
  HeldJob job;
  InOrder in_order;
  auto script = std::make_shared<Script>();
  script->want = Want::work;
  script->work = job.work();
  script->deadline = seam::Clock::now() + milliseconds(100);
  in_order.scripts = {script};
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{});
  loops.start();
  Client client = loops.connect();
  CHECK(client.receive_all().empty());
  CHECK(script->expired == 1);
  CHECK(script->works_done == 0);
  job.release.count_down();
}

TEST_CASE("A client that resets while its job runs is gone at once, and the result reaches nobody",
          "[drive][stage09]") {
  HeldJob job;
  InOrder in_order;
  auto leaving = std::make_shared<Script>();
  leaving->want = Want::work;
  leaving->work = job.work();
  auto heir = echo_script();
  auto last = std::make_shared<Script>();
  last->want = Want::work;
  last->work = std::make_shared<FunctionWork>([] {});
  last->on_work_done = [](Script& one) { one.want = Want::close; };
  in_order.scripts = {leaving, heir, last};
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{.loops = 1, .job_threads = 1});
  loops.start();
  Client client = loops.connect();
  job.started.wait();
  client.reset();
  CHECK(eventually([&] { return leaving->over.load(); }));
  Client next = loops.connect();
  CHECK(echoes(next));
  job.release.count_down();
  // The pool has one thread: when it has run another job, the news of the first has been read.
  CHECK(loops.connect().receive_all().empty());
  CHECK(last->works_done == 1);
  CHECK(leaving->works_done == 0);
  CHECK(heir->works_done == 0);
  CHECK(echoes(next));
}

TEST_CASE("Who leaves while its job runs keeps its place until the job has run: jobs never outnumber places",
          "[drive][stage09]") {
  HeldJob job;
  InOrder in_order;
  std::vector<std::shared_ptr<Script>> leaving;
  for (std::size_t i = 0; i < 2; ++i) {
    leaving.push_back(std::make_shared<Script>());
    leaving[i]->want = Want::work;
    leaving[i]->on_work_taken = [ends = i == 1](Script& one) { one.want = ends ? Want::linger : Want::none; };
    leaving[i]->work = i == 0 ? job.work() : std::make_shared<FunctionWork>([] {});
  }
  in_order.scripts = leaving;
  // Counted in places and, in the second round, in connections of one client.
  const bool of_one_client = GENERATE(false, true);
  WorkersOptions options{.loops = 1, .connections_per_worker = 2, .queue = 1, .job_threads = 1};
  if (of_one_client) options = {.loops = 1, .job_threads = 1, .clients = {.connections = 2}};
  ScriptedLoops loops(make_scripted(in_order.plan), options);
  loops.start();
  Client first = loops.connect();
  job.started.wait();
  Client second = loops.connect();
  CHECK(second.receive_all().empty());  // it lingers
  first.reset();
  second.reset();
  CHECK(eventually([&] { return leaving[0]->over && leaving[1]->over; }));
  Client waiting = of_one_client ? Client(os::Fd()) : loops.connect();
  if (!of_one_client) waiting.send("?");
  CHECK(loops.connect().receive_all() == "refused\n");
  job.release.count_down();
  if (!of_one_client) CHECK(waiting.receive(1) == "?");
  CHECK(eventually([&] {
    Client next = loops.connect();
    next.send("?");
    return next.receive(1) == "?";
  }));
}

TEST_CASE("A drain waits for a job and for its answer to be sent", "[drive][stage09]") {
  std::latch started(1);
  std::latch release(1);
  InOrder in_order;
  auto script = std::make_shared<Script>();
  script->want = Want::work;
  script->on_drain = [](Script&) {};
  script->work = std::make_shared<FunctionWork>([&] {
    started.count_down();
    release.wait();
  });
  script->on_work_done = [](Script& one) {
    one.want = Want::close;
    one.to_send = "stored";
  };
  in_order.scripts = {script};
  ScriptedLoops loops(make_scripted(in_order.plan), WorkersOptions{});
  loops.start();
  Client uploading = loops.connect();
  started.wait();
  loops.stop().drain();
  REQUIRE(eventually([&] { return script->drained == 1; }));
  CHECK_FALSE(loops.returned());
  release.count_down();
  CHECK(uploading.receive_all() == "stored");
  CHECK(loops.returns());
}
