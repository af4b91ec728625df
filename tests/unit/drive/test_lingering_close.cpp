/// \file
/// Ending a connection whose peer may still be sending (drive/lingering_close.hpp).
#include "drive/lingering_close.hpp"

#include <string>
#include <thread>

#include "os/event.hpp"
#include "os/limits.hpp"
#include "support/catch.hpp"
#include "support/client.hpp"
#include "support/sockets.hpp"

using namespace ladder;
using namespace ladder::test;
using drive::LingeringClose;
using drive::Outcome;
using seam::Clock;
using std::chrono::milliseconds;

namespace {

constexpr std::string_view kLastWords = "503 come back later\n";

/// A connection whose client has sent more than the server will read.
struct Refused {
  Sockets sockets = tcp_pair();
  int ours = sockets.ours.get();
  Client client{std::move(sockets.peers)};
  Refused() {
    client.send("GET / HTTP/1.1\r\n\r\n");
    (void)os::wait_ready(ours, {.readable = true}, -1, kPatience);
  }
};

}  // namespace

TEST_CASE("A plain close with unread input resets the connection", "[drive][stage08][rfc9112-9.6]") {
  // Not our code but the trap it avoids: if this ever fails, the lingering close has lost its reason.
  Refused refused;
  (void)send_text(refused.ours, kLastWords);
  refused.sockets.ours.reset();
  (void)refused.client.receive_all();
  CHECK(refused.client.end() == End::reset);
}

TEST_CASE("After a lingering close the client reads the last words and a clean end, each time",
          "[drive][stage04][rfc9112-9.6]") {
  for (int i = 0; i < 50; ++i) {
    Refused refused;
    drive::say_goodbye(refused.ours, kLastWords);
    const std::jthread lingering([fd = refused.ours] { drive::linger_blocking(fd, -1, kPatience); });
    CHECK(refused.client.receive_all() == kLastWords);
    CHECK(refused.client.end() == End::clean);
    refused.client.close();
  }
}

TEST_CASE("Discarding tells the end, nothing more for now and more apart", "[drive][stage04]") {
  Sockets sockets = unix_pair();
  const int fd = sockets.ours.get();
  CHECK(drive::discard_input(fd) == Outcome::blocked);
  (void)send_text(sockets.peers.get(), "bytes");
  CHECK(drive::discard_input(fd) == Outcome::blocked);
  CHECK(receive_now(fd).empty());
  os::shutdown_sending(sockets.peers.get());
  CHECK(drive::discard_input(fd) == Outcome::close);
}

TEST_CASE("A peer that sends without end does not hold the discarding", "[drive][stage04]") {
  const Sockets sockets = tcp_pair();
  const std::jthread sender([fd = sockets.peers.get()](const std::stop_token& stop) {
    while (!stop.stop_requested()) (void)fill(fd);
  });
  // Each call ends; that it ever says "there may be more" shows that it does not run after the sender.
  CHECK(eventually([&] { return drive::discard_input(sockets.ours.get()) == Outcome::yield; }));
}

TEST_CASE("Lingering ends when the peer does, when the time is over, and when the server stops",
          "[drive][stage04]") {
  Sockets sockets = tcp_pair();
  const int fd = sockets.ours.get();
  os::shutdown_sending(fd);
  SECTION("the peer ends") {
    sockets.peers.reset();
    drive::linger_blocking(fd, -1, std::chrono::hours(1));
  }
  SECTION("the time is over") {
    const auto before = Clock::now();
    drive::linger_blocking(fd, -1, milliseconds(30));
    CHECK(Clock::now() - before >= milliseconds(30));
  }
  SECTION("the server stops") {
    os::Event stop;
    stop.set();
    drive::linger_blocking(fd, stop.fd(), std::chrono::hours(1));
  }
  SUCCEED("it ended");
}

TEST_CASE("Connections that linger aside are closed when their peers end", "[drive][stage08]") {
  LingeringClose goodbyes;
  Refused first;
  Refused second;
  for (Refused* refused : {&first, &second}) {
    drive::say_goodbye(refused->ours, kLastWords);
    goodbyes.add(std::move(refused->sockets.ours), Clock::now());
  }
  goodbyes.sweep(Clock::now());
  CHECK(goodbyes.size() == 2);
  CHECK(first.client.receive_all() == kLastWords);
  CHECK(first.client.end() == End::clean);
  first.client.close();
  const os::Event never;
  REQUIRE(eventually([&] {
    goodbyes.sweep(Clock::now());
    return goodbyes.size() == 1;
  }));
  CHECK(second.client.receive_all() == kLastWords);
}

TEST_CASE("A peer that does not end is closed when its time is over", "[drive][stage08]") {
  LingeringClose goodbyes(std::chrono::seconds(5));
  const Sockets sockets = unix_pair();
  const auto start = Clock::now();
  goodbyes.add(os::Fd(::dup(sockets.ours.get())), start);
  goodbyes.sweep(start + milliseconds(4'999));
  CHECK(goodbyes.size() == 1);
  goodbyes.sweep(start + milliseconds(5'000));
  CHECK(goodbyes.size() == 0);
}

TEST_CASE("Waiting beside lingering connections ends for the listener, the stop, a peer and the time",
          "[drive][stage08][poll.2]") {
  LingeringClose goodbyes(milliseconds(30));
  Sockets sockets = unix_pair();
  goodbyes.add(std::move(sockets.ours), Clock::now());
  os::Event listener, stop;
  SECTION("the time of the oldest") {
    REQUIRE(eventually([&] {
      goodbyes.wait({listener.fd(), stop.fd()});
      return goodbyes.size() == 0;
    }));
  }
  SECTION("a peer ends") {
    sockets.peers.reset();
    goodbyes.wait({listener.fd(), stop.fd()});
    CHECK(goodbyes.size() == 0);
  }
  SECTION("nobody lingers: for the listener or the stop only") {
    goodbyes.sweep(Clock::now() + std::chrono::hours(1));
    (GENERATE(true, false) ? listener : stop).set();
    goodbyes.wait({listener.fd(), stop.fd()});
  }
}

TEST_CASE("Waiting beside lingering connections ends when it has lasted long enough",
          "[drive][stage08][poll.2]") {
  LingeringClose goodbyes;
  const Sockets sockets = unix_pair();
  goodbyes.add(os::Fd(::dup(sockets.ours.get())), Clock::now());
  const os::Event never;
  const auto before = Clock::now();
  goodbyes.wait({never.fd()}, milliseconds(30));  // no listener: as when descriptors have run out
  CHECK(Clock::now() - before >= milliseconds(30));
  CHECK(goodbyes.size() == 1);
}

TEST_CASE("A flood cannot hold more than a bounded number of descriptors", "[drive][stage08]") {
  const std::size_t limit = os::raise_descriptor_limit();
  if (limit < 3 * LingeringClose::kMaxLingering) return;  // this machine cannot flood
  LingeringClose goodbyes;
  std::vector<os::Fd> peers;
  for (std::size_t i = 0; i <= LingeringClose::kMaxLingering; ++i) {
    Sockets sockets = unix_pair();
    goodbyes.add(std::move(sockets.ours), Clock::now());
    peers.push_back(std::move(sockets.peers));
  }
  CHECK(goodbyes.size() == LingeringClose::kMaxLingering);
  // The oldest had to go, and only it.
  CHECK(os::wait_ready(peers[0].get(), {.readable = true}, -1, milliseconds(0)).readable);
  CHECK_FALSE(os::wait_ready(peers[1].get(), {.readable = true}, -1, milliseconds(0)).readable);
}
