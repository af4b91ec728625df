/// \file
/// One thread, one conversation (drive/blocking.hpp).
#include "drive/blocking.hpp"

#include <atomic>
#include <string>
#include <thread>

#include "concurrency/stop.hpp"
#include "echo/session.hpp"
#include "support/catch.hpp"
#include "support/client.hpp"
#include "support/scripted.hpp"
#include "support/sockets.hpp"

using namespace ladder;
using namespace ladder::test;
using seam::Clock;
using seam::Want;
using std::chrono::milliseconds;

namespace {

/// A conversation driven on a thread of its own, and its client.
struct Driven {
  Sockets sockets = tcp_pair();
  concurrency::Stop stop;
  drive::StopEvents events{stop.tokens()};
  std::atomic<int> waits{0};
  std::atomic<bool> returned{false};
  Client client{std::move(sockets.peers)};
  std::jthread thread;

  template <class C>
  void drive_it(C conversation) {
    thread = std::jthread([this, conversation = std::move(conversation)]() mutable {
      {
        drive::BlockingDriver<C> driver(std::move(sockets.ours), std::move(conversation), events);
        if (driver.run([this] { ++waits; })) driver.linger();
      }
      returned = true;
    });
  }
  bool returns() {
    return eventually([this] { return returned.load(); });
  }
  ~Driven() { stop.abandon(); }
};

}  // namespace

TEST_CASE("An echo is carried from its first byte to its last", "[drive][stage03]") {
  Driven driven;
  driven.drive_it(echo::Session());
  const std::string text = noise(100'000);
  driven.client.send(text);
  driven.client.half_close();
  CHECK((driven.client.receive_all() == text));  // half-closed, yet not cut off
  CHECK(driven.client.end() == End::clean);
  CHECK(driven.returns());
}

TEST_CASE("A silent client keeps its thread waiting, and the service is told each time", "[drive][stage03]") {
  Driven driven;
  driven.drive_it(echo::Session());
  REQUIRE(eventually([&] { return driven.waits == 1; }));
  driven.client.send("x");
  CHECK(driven.client.receive(1) == "x");
  REQUIRE(eventually([&] { return driven.waits == 2; }));
  CHECK_FALSE(driven.returned);
}

TEST_CASE("A client that resets ends its conversation only", "[drive][stage01]") {
  Driven driven;
  driven.drive_it(echo::Session());
  driven.client.send("x");
  driven.client.reset();
  CHECK(driven.returns());
}

TEST_CASE("A deadline that passes is told once it has passed", "[drive][stage08]") {
  auto script = std::make_shared<Script>();
  script->deadline = Clock::now() + milliseconds(50);
  Clock::time_point expired_at{};
  script->on_expire = [&](Script& one) {
    expired_at = Clock::now();
    one.want = Want::close;
  };
  Driven driven;
  driven.drive_it(Scripted(script));
  CHECK(driven.client.receive_all().empty());
  REQUIRE(driven.returns());
  CHECK(script->expired == 1);
  CHECK(expired_at >= script->deadline);
}

TEST_CASE("A deadline that moves is waited for anew", "[drive][stage08]") {
  auto script = std::make_shared<Script>();
  script->deadline = Clock::now() + std::chrono::hours(1);
  script->on_input = [](Script& one) { one.deadline = Clock::now() + milliseconds(20); };
  Driven driven;
  driven.drive_it(Scripted(script));
  driven.client.send("x");
  CHECK(driven.client.receive_all().empty());
  REQUIRE(driven.returns());
  CHECK(script->expired == 1);
}

TEST_CASE("A job runs in place, before anything else", "[drive][stage07]") {
  std::thread::id ran_on;
  auto script = std::make_shared<Script>();
  script->work = std::make_shared<FunctionWork>([&] { ran_on = std::this_thread::get_id(); });
  script->want = Want::work;
  script->on_work_done = [](Script& one) {
    one.want = Want::close;
    one.to_send = "stored";
  };
  Driven driven;
  driven.drive_it(Scripted(script));
  const auto driver = driven.thread.get_id();
  CHECK(driven.client.receive_all() == "stored");
  REQUIRE(driven.returns());
  CHECK(ran_on == driver);
}

TEST_CASE("A conversation that lingers lets its peer read the last words", "[drive][stage05][rfc9112-9.6]") {
  auto script = std::make_shared<Script>();
  script->on_input = [](Script& one) {
    one.to_send = "too much";
    one.want = Want::linger;
  };
  Driven driven;
  driven.drive_it(Scripted(script));
  driven.client.send(std::string(100'000, 'x'));  // most of it is never read as input
  CHECK(driven.client.receive_all() == "too much");
  CHECK(driven.client.end() == End::clean);
  CHECK_FALSE(driven.returned);  // as long as the peer may send
  driven.client.close();
  CHECK(driven.returns());
}

TEST_CASE("The end is told once, before the peer can see it", "[drive][stage04]") {
  std::atomic<int> ends{0};
  Driven driven;
  const std::jthread thread([&] {
    drive::BlockingDriver<echo::Session> driver(std::move(driven.sockets.ours), {}, driven.events);
    (void)driver.run([] {}, [&ends] { ++ends; });
  });
  SECTION("of a conversation that is over") { driven.client.half_close(); }
  SECTION("of one that is drained") { driven.stop.drain(); }
  SECTION("of one that is abandoned") { driven.stop.abandon(); }
  CHECK(driven.client.receive_all().empty());
  CHECK(ends == 1);
  driven.client.close();
}

TEST_CASE("A stop is seen by a conversation that never has to wait", "[drive][stage03]") {
  auto script = std::make_shared<Script>();
  script->want = Want::none;
  script->to_send = "x";
  script->on_sent = [](Script& one) { one.to_send = one.want == Want::close ? "" : "x"; };
  Driven driven;
  driven.drive_it(Scripted(script));
  CHECK(driven.client.receive(100).size() == 100);
  driven.stop.drain();
  (void)driven.client.receive_all();  // reads as fast as is sent, so that sending never blocks for long
  CHECK(driven.client.end() == End::clean);
  CHECK(driven.returns());
  CHECK(script->drained == 1);
}

TEST_CASE("A drain answers what has arrived and then ends cleanly", "[drive][stage04]") {
  Driven driven;
  driven.client.send("arrived before the stop");
  driven.stop.drain();
  driven.drive_it(echo::Session());
  CHECK(driven.client.receive_all() == "arrived before the stop");
  CHECK(driven.client.end() == End::clean);
  driven.client.close();
  CHECK(driven.returns());
}

TEST_CASE("What has arrived is served behind a drain, also where it takes several turns of a thread",
          "[drive][stage04]") {
  constexpr std::size_t kSent = 40'000;
  auto script = std::make_shared<Script>();
  script->space_bytes = 500;  // so that a turn is a fifth of it
  script->on_input = [](Script& one) {
    if (one.received.size() == kSent) one.to_send = "all of it";
  };
  script->on_sent = [](Script& one) { one.want = Want::close; };
  script->on_drain = [](Script& one) { one.deadline = Clock::now(); };
  Driven driven;
  driven.client.send(std::string(kSent, 'x'));
  driven.stop.drain();
  driven.drive_it(Scripted(script));
  CHECK(driven.client.receive_all() == "all of it");
}

TEST_CASE("A drain lets go of a client that is silent", "[drive][stage04]") {
  Driven driven;
  driven.drive_it(echo::Session());
  REQUIRE(eventually([&] { return driven.waits == 1; }));
  driven.stop.drain();
  CHECK(driven.client.receive_all().empty());
  CHECK(driven.client.end() == End::clean);
}

TEST_CASE("Abandoning ends at once, even with a client that does not read", "[drive][stage04]") {
  auto script = std::make_shared<Script>();
  script->to_send = std::string(50'000'000, 'x');
  script->on_drain = [](Script&) {};
  Driven driven;
  driven.drive_it(Scripted(script));
  REQUIRE(eventually([&] { return driven.waits == 1; }));
  driven.stop.drain();
  REQUIRE(eventually([&] { return script->drained == 1; }));
  CHECK_FALSE(driven.returned);
  driven.stop.abandon();
  CHECK(driven.returns());
  CHECK(script->drained == 1);
}
