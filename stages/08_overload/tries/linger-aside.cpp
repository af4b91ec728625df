/// \file
/// LingeringClose::wait, tried on pairs of sockets and an event in place of the listener.
#include <chrono>

#include "drive/lingering_close.hpp"
#include "os/event.hpp"
#include "support/catch.hpp"
#include "support/sockets.hpp"

using namespace ladder;
using drive::LingeringClose;
using seam::Clock;
using std::chrono::milliseconds;

namespace {

constexpr std::chrono::hours kLong{1};

}  // namespace

TEST_CASE("it returns when what it waits for is readable, also where nobody lingers") {
  LingeringClose goodbyes{kLong};
  os::Event listener;
  listener.set();
  goodbyes.wait({listener.fd()});
  SUCCEED("it returned");
}

TEST_CASE("it returns when the time is over") {
  LingeringClose goodbyes{kLong};
  const os::Event listener;
  goodbyes.wait({listener.fd()}, milliseconds(20));
  SUCCEED("it returned");
}

TEST_CASE("who has ended is closed, and who has not lingers on") {
  LingeringClose goodbyes{kLong};
  const os::Event listener;
  test::Sockets gone = test::unix_pair();
  test::Sockets still_there = test::unix_pair();
  goodbyes.add(std::move(still_there.ours), Clock::now());
  goodbyes.add(std::move(gone.ours), Clock::now());
  gone.peers.reset();
  goodbyes.wait({listener.fd()}, milliseconds(500));
  CHECK(goodbyes.size() == 1);
}

TEST_CASE("what one sends is read, and it lingers on") {
  LingeringClose goodbyes{kLong};
  const os::Event listener;
  test::Sockets sockets = test::unix_pair();
  goodbyes.add(std::move(sockets.ours), Clock::now());
  CHECK(test::fill(sockets.peers.get()).size() > 0);
  goodbyes.wait({listener.fd()}, milliseconds(500));
  CHECK(goodbyes.size() == 1);
  CHECK(test::fill(sockets.peers.get()).size() > 0);  // there is room again
}

TEST_CASE("who has lingered long enough is closed, and that ends the wait") {
  LingeringClose goodbyes{milliseconds(20)};
  const os::Event listener;
  test::Sockets sockets = test::unix_pair();
  goodbyes.add(std::move(sockets.ours), Clock::now());
  for (int rounds = 0; goodbyes.size() != 0 && rounds < 100; ++rounds) goodbyes.wait({listener.fd()});
  CHECK(goodbyes.size() == 0);
}

TEST_CASE("beside two that it waits for, each keeps its place: who has ended is closed") {
  LingeringClose goodbyes{kLong};
  const os::Event listener;
  const os::Event drain;
  test::Sockets still_there = test::unix_pair();
  test::Sockets gone = test::unix_pair();
  goodbyes.add(std::move(still_there.ours), Clock::now());
  goodbyes.add(std::move(gone.ours), Clock::now());
  gone.peers.reset();
  goodbyes.wait({listener.fd(), drain.fd()}, milliseconds(500));
  CHECK(goodbyes.size() == 1);
}

TEST_CASE("where what it waits for is readable, who says nothing lingers on") {
  LingeringClose goodbyes{kLong};
  os::Event listener;
  listener.set();
  test::Sockets sockets = test::unix_pair();
  goodbyes.add(std::move(sockets.ours), Clock::now());
  goodbyes.wait({listener.fd()});
  CHECK(goodbyes.size() == 1);
}
