/// \file
/// Every kind of event loop where bytes come unasked, peers break off, or read nothing.
#include <sys/mman.h>

#include <latch>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/each_loop.hpp"
#include "support/engine.hpp"
#include "support/ignored_sigpipe.hpp"

using namespace ladder;
using namespace ladder::test;
using drive::WorkersOptions;
using seam::Want;

namespace {

using ScriptedLoops = RunningEngine<EachLoop<ScriptedService>>;

/// The first connection follows `script`; each after it is told "next".
struct FirstOf {
  std::shared_ptr<Script> script = std::make_shared<Script>();
  ScriptedService::Plan plan;
  bool given = false;
  FirstOf() {
    plan.next = [this] {
      if (!std::exchange(given, true)) return script;
      auto next = std::make_shared<Script>();
      next->to_send = "next";
      return next;
    };
  }
};

bool serves_others(const ScriptedLoops& loops) { return loops.connect().receive(4) == "next"; }

constexpr std::size_t kMuch = 50'000'000;  // more than sockets hold

}  // namespace

TEST_CASE("A peer that resets while it is sent to ends that connection only", "[drive][stage09]") {
  FirstOf first;
  first.script->to_send = std::string(kMuch, 'x');
  ScriptedLoops loops(make_scripted(first.plan), WorkersOptions{});
  loops.start();
  Client client = loops.connect();
  CHECK(client.receive(1'000).size() == 1'000);
  client.reset();
  CHECK(eventually([&] { return first.script->over.load(); }));
  CHECK(serves_others(loops));
}

TEST_CASE("A peer that resets while it is sent a file ends that connection only",
          "[drive][stage09][sendfile.2]") {
  const IgnoredSigpipe ignored;
  const os::Fd file(::memfd_create("large", MFD_CLOEXEC));
  REQUIRE(::ftruncate(file.get(), kMuch) == 0);
  FirstOf first;
  first.script->file = {file.get(), 0, kMuch};
  ScriptedLoops loops(make_scripted(first.plan), WorkersOptions{});
  loops.start();
  Client client = loops.connect();
  CHECK(client.receive(1'000).size() == 1'000);
  client.reset();
  CHECK(eventually([&] { return first.script->over.load(); }));
  CHECK(serves_others(loops));
}

TEST_CASE("A file goes out whole behind its head to a peer that reads late", "[drive][stage09][sendfile.2]") {
  const std::string content = noise(8'000'000);
  const os::Fd file(::memfd_create("large", MFD_CLOEXEC));
  REQUIRE(::write(file.get(), content.data(), content.size()) == static_cast<ssize_t>(content.size()));
  FirstOf first;
  first.script->to_send = "head";
  first.script->file = {file.get(), 0, content.size()};
  first.script->on_sent = [](Script& one) {
    if (one.file.length_bytes == 0) one.want = Want::close;
  };
  ScriptedLoops loops(make_scripted(first.plan), WorkersOptions{});
  loops.start();
  Client late = loops.connect();
  CHECK(serves_others(loops));  // by now the socket of the first is full
  const std::string got = late.receive_all();
  CHECK((got == "head" + content));
  CHECK(late.end() == End::clean);
}

TEST_CASE("What comes while an answer leaves is kept in order until it is wanted, with the end behind it",
          "[drive][stage09][rfc9112-9.3.2]") {
  FirstOf first;
  first.script->want = Want::none;
  first.script->to_send = std::string(kMuch, 'x');
  first.script->on_sent = [](Script& one) {
    if (one.to_send.empty()) one.want = Want::input;
  };
  first.script->on_input = [](Script& one) {
    if (one.ends > 0) one.want = Want::close;
  };
  ScriptedLoops loops(make_scripted(first.plan), WorkersOptions{});
  loops.start();
  Client client = loops.connect();
  const std::string text = noise(200'000);
  CHECK(client.receive(1) == "x");
  client.send(text.substr(0, 100));
  CHECK(client.receive(1'000'000).size() == 1'000'000);
  client.send(text.substr(100));
  client.half_close();
  CHECK(client.receive_all().size() == kMuch - 1'000'001);
  REQUIRE(eventually([&] { return first.script->over.load(); }));
  CHECK((first.script->received == text));
  CHECK(first.script->ends == 1);
}

TEST_CASE("What comes while a job runs is kept until the job is done", "[drive][stage09]") {
  std::latch started(1);
  std::latch release(1);
  FirstOf first;
  first.script->want = Want::work;
  first.script->work = std::make_shared<FunctionWork>([&] {
    started.count_down();
    release.wait();
  });
  first.script->on_work_done = [](Script& one) { one.want = Want::input; };
  first.script->on_input = [](Script& one) {
    if (one.ends > 0) one.want = Want::close;
  };
  ScriptedLoops loops(make_scripted(first.plan), WorkersOptions{});
  loops.start();
  Client client = loops.connect();
  started.wait();
  const std::string text = noise(50'000);
  client.send(text);
  client.half_close();
  CHECK(serves_others(loops));
  release.count_down();
  CHECK(client.receive_all().empty());
  REQUIRE(eventually([&] { return first.script->over.load(); }));
  CHECK((first.script->received == text));
}

TEST_CASE("Whom nobody listens to cannot make the loop keep what he sends", "[drive][stage09]") {
  FirstOf first;
  first.script->on_input = [](Script& one) { one.want = Want::none; };  // heard once, and then no more
  ScriptedLoops loops(make_scripted(first.plan), WorkersOptions{});
  loops.start();
  const Client client = loops.connect();
  std::size_t taken = 0;
  std::size_t last = 1;
  REQUIRE(eventually([&] {
    (void)serves_others(loops);  // gives the loop its turns
    const bool stuck = last == 0;
    last = fill(client.fd()).size();
    taken += last;
    return (stuck && last == 0) || taken > kMuch;
  }));
  CHECK(taken < kMuch);  // sockets hold some megabytes
}

TEST_CASE("Who lingers is read out and sees the last words and a clean end",
          "[drive][stage09][rfc9112-9.6]") {
  FirstOf first;
  first.script->want = Want::linger;
  first.script->to_send = "no more";
  ScriptedLoops loops(make_scripted(first.plan), WorkersOptions{});
  loops.start();
  Client client = loops.connect();
  const std::string text = noise(3'000'000);
  (void)client.try_send(text);
  client.half_close();
  CHECK(client.receive_all() == "no more");
  CHECK(client.end() == End::clean);
  CHECK(serves_others(loops));
}

TEST_CASE("Many connections whose deadline passes at once all end, and others are served",
          "[drive][stage09]") {
  ScriptedService::Plan plan;
  const auto deadline = seam::Clock::now() + std::chrono::milliseconds(300);
  int given = 0;
  const int many = scaled(500);
  plan.next = [&] {
    auto script = std::make_shared<Script>();
    if (given++ < many) {
      script->deadline = deadline;
    } else {
      script->to_send = "next";
    }
    return script;
  };
  ScriptedLoops loops(make_scripted(plan), WorkersOptions{});
  loops.start();
  std::vector<Client> clients;
  for (int i = 0; i < many; ++i) clients.push_back(loops.connect());
  for (Client& client : clients) {
    REQUIRE(client.receive_all().empty());
    REQUIRE(client.end() == End::clean);
  }
  CHECK(serves_others(loops));
}

TEST_CASE("More bytes than a loop has buffers for, from many at once, all come whole", "[drive][stage09]") {
  ScriptedService::Plan plan;
  plan.next = [] {
    auto script = std::make_shared<Script>();
    script->on_input = [](Script& one) {
      if (one.ends == 0) return;
      one.to_send = std::exchange(one.received, {});
      one.want = Want::close;
    };
    return script;
  };
  ScriptedLoops loops(make_scripted(plan), WorkersOptions{});
  std::vector<Client> clients;
  std::vector<std::size_t> sent;
  const std::string text = noise(400'000);
  for (int i = 0; i < 40; ++i) {  // before anybody receives: it all lies there when the loop first looks
    clients.push_back(loops.connect());
    sent.push_back(clients.back().send_some(text));
    clients.back().half_close();
  }
  loops.start();
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const bool same = clients[i].receive_all() == text.substr(0, sent[i]);
    REQUIRE(same);
  }
}
