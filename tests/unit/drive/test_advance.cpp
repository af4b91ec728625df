/// \file
/// Moving a conversation as far as it goes (drive/advance.hpp).
#include "drive/advance.hpp"

#include <netinet/tcp.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <csignal>
#include <string>

#include "echo/session.hpp"
#include "support/catch.hpp"
#include "support/client.hpp"
#include "support/scripted.hpp"
#include "support/sockets.hpp"

using namespace ladder;
using namespace ladder::test;
using drive::advance;
using drive::Outcome;
using drive::Readiness;
using seam::Want;

namespace {

/// A scripted conversation on one end of a pair.
struct Talk {
  Sockets sockets = unix_pair();
  std::shared_ptr<Script> script = std::make_shared<Script>();
  Readiness readiness;
  Outcome go(drive::Turn turn = drive::Turn()) {
    Scripted conversation(script);
    return advance(sockets.ours.get(), conversation, readiness, turn);
  }
};

/// Moves an echo until the peer has read `expected` bytes.
std::string echo_through(Sockets& sockets, echo::Session& session, std::size_t expected) {
  std::string got;
  (void)eventually([&] {
    Readiness readiness;
    (void)advance(sockets.ours.get(), session, readiness);
    got += receive_now(sockets.peers.get());
    return got.size() >= expected;
  });
  return got;
}

}  // namespace

TEST_CASE("What came in goes out in one advance, NULs and all", "[drive][stage03]") {
  Sockets sockets = unix_pair();
  echo::Session session;
  Readiness readiness;
  const std::string text("a\0b\0\0c", 6);
  (void)send_text(sockets.peers.get(), text);
  CHECK(advance(sockets.ours.get(), session, readiness) == Outcome::blocked);
  CHECK(receive_now(sockets.peers.get()) == text);
}

TEST_CASE("An advance with nothing to receive gives the space back and waits", "[drive][stage03][recv.2]") {
  Talk talk;
  CHECK(talk.go() == Outcome::blocked);
  CHECK_FALSE(talk.readiness.readable);
  CHECK(talk.script->withdrawn == 1);
  CHECK(talk.script->received.empty());
}

TEST_CASE("A short receive means that there is no more for now", "[drive][stage09][epoll.7]") {
  Talk talk;
  (void)send_text(talk.sockets.peers.get(), "short");
  CHECK(talk.go() == Outcome::blocked);
  CHECK_FALSE(talk.readiness.readable);
  CHECK(talk.script->received == "short");
  CHECK(talk.script->withdrawn == 0);  // saved the call that would only have said "would block"
}

TEST_CASE("A short receive from a peer that has ended is followed by the end", "[drive][stage09][epoll.7]") {
  Talk talk;
  talk.readiness.more_may_lie_behind = true;
  talk.script->on_input = [](Script& script) {
    if (script.ends > 0) script.want = Want::close;
  };
  (void)send_text(talk.sockets.peers.get(), "last words");
  talk.sockets.peers.reset();
  CHECK(talk.go() == Outcome::close);
  CHECK(talk.script->received == "last words");
  CHECK(talk.script->ends == 1);
}

TEST_CASE("Not a call is made in a direction that is not ready", "[drive][stage09][epoll.7]") {
  Talk talk;
  talk.readiness = {.readable = false, .writable = false};
  talk.script->to_send = "held";
  (void)send_text(talk.sockets.peers.get(), "waiting");
  CHECK(talk.go() == Outcome::blocked);
  CHECK(talk.script->received.empty());
  CHECK(receive_now(talk.sockets.peers.get()).empty());
}

TEST_CASE("EAGAIN on send drops no data", "[drive][stage03][sendmsg.2]") {
  Talk talk;
  const std::string text = noise(2'000'000);
  talk.script->want = Want::none;
  talk.script->to_send = text;
  CHECK(talk.go() == Outcome::blocked);
  CHECK_FALSE(talk.readiness.writable);
  CHECK_FALSE(talk.script->to_send.empty());
  std::string got;
  REQUIRE(eventually([&] {
    got += receive_now(talk.sockets.peers.get());
    talk.readiness.writable = true;
    (void)talk.go();
    return got.size() == text.size();
  }));
  CHECK((got == text));
}

TEST_CASE("Who reads on behind a first full socket is trusted with more ahead", "[drive][stage03][tcp.7]") {
  const Listener listener;
  Client client(listener.address);
  const os::Accepted accepted = os::accept_connection(listener.fd.get());
  const int fd = accepted.fd.get();
  auto script = std::make_shared<Script>();
  script->want = Want::none;
  script->to_send = noise(8'000'000);
  Readiness readiness;
  const auto go = [&] {
    Scripted conversation(script);
    while (advance(fd, conversation, readiness) == Outcome::yield) continue;
  };
  go();
  CHECK_FALSE(readiness.writable);
  CHECK_FALSE(readiness.lifted);  // full, but nobody has read
  REQUIRE(eventually([&] {
    (void)client.receive(64 * 1'024);
    return !os::wait_ready(fd, {.writable = true}, -1, os::WaitTime(0)).timed_out();
  }));
  readiness.writable = true;
  go();
  CHECK(readiness.lifted);
  int bound = -1;
  socklen_t size = sizeof bound;
  REQUIRE(::getsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &bound, &size) == 0);
  CHECK(bound == 0);
}

TEST_CASE("A megabyte echoed through a peer that reads late comes back whole", "[drive][stage03]") {
  Sockets sockets = unix_pair();
  echo::Session session;
  const std::string text = noise(1'000'000);
  std::size_t sent = 0;
  std::string got;
  REQUIRE(eventually([&] {
    const os::IoResult result = send_text(sockets.peers.get(), std::string_view(text).substr(sent));
    sent += result.bytes;
    got += echo_through(sockets, session, 1);
    return got.size() == text.size();
  }));
  CHECK((got == text));
}

TEST_CASE("Bytes move in both directions in one advance", "[drive][stage03]") {
  Talk talk;
  talk.script->to_send = "out";
  (void)send_text(talk.sockets.peers.get(), "in");
  CHECK(talk.go() == Outcome::blocked);
  CHECK(talk.script->received == "in");
  CHECK(receive_now(talk.sockets.peers.get()) == "out");
}

TEST_CASE("The end of the peer's side is told as 0 bytes, and our side goes on", "[drive][stage01][recv.2]") {
  Talk talk;
  talk.script->on_input = [](Script& script) {
    script.want = Want::close;
    script.to_send = "the rest";
  };
  os::shutdown_sending(talk.sockets.peers.get());
  CHECK(talk.go() == Outcome::close);
  CHECK(talk.script->ends == 1);
  CHECK(receive_now(talk.sockets.peers.get()) == "the rest");
}

TEST_CASE("A long conversation gives way to others after a turn", "[drive][stage09]") {
  Talk talk;
  talk.script->want = Want::none;
  talk.script->to_send = "x";
  talk.script->on_sent = [](Script& script) { script.to_send = "x"; };
  CHECK(talk.go() == Outcome::yield);
  CHECK(receive_now(talk.sockets.peers.get()).size() == drive::Turn::kBytes / drive::Turn::kCallBytes);
}

TEST_CASE("Where many have their turns in one round, each is shorter", "[drive][stage09]") {
  using drive::Turn;
  CHECK(Turn::share(0) == Turn::kBytes);
  CHECK(Turn::share(32) == Turn::kBytes);
  CHECK(Turn::share(64) == Turn::kBytes / 2);
  CHECK(Turn::share(1'000'000) == Turn::kLeastBytes);
  Talk talk;
  talk.script->want = Want::none;
  talk.script->to_send = "x";
  talk.script->on_sent = [](Script& script) { script.to_send = "x"; };
  CHECK(talk.go(Turn(Turn::kLeastBytes)) == Outcome::yield);
  CHECK(receive_now(talk.sockets.peers.get()).size() == Turn::kLeastBytes / Turn::kCallBytes);
}

TEST_CASE("A broken connection is closed, whichever direction finds out", "[drive][stage01]") {
  Talk talk;
  talk.sockets = tcp_pair();
  Client(std::move(talk.sockets.peers)).reset();
  (void)os::wait_ready(talk.sockets.ours.get(), {.readable = true}, -1, kPatience);
  SECTION("receiving") {
    CHECK(talk.go() == Outcome::close);
    CHECK(talk.script->withdrawn == 1);
  }
  SECTION("sending") {
    talk.script->want = Want::none;
    talk.script->to_send = "too late";
    CHECK(talk.go() == Outcome::close);
  }
  CHECK(talk.script->ends == 0);
}

TEST_CASE("Work, linger and close are handed to the driver", "[drive][stage07]") {
  Talk talk;
  talk.script->want = Want::work;
  CHECK(talk.go() == Outcome::work);
  talk.script->want = Want::linger;
  CHECK(talk.go() == Outcome::linger);
  talk.script->want = Want::close;
  CHECK(talk.go() == Outcome::close);
  talk.script->want = Want::none;
  CHECK(talk.go() == Outcome::blocked);
}

TEST_CASE("A file follows the memory before it", "[drive][stage06][sendfile.2]") {
  Talk talk;
  const os::Fd file(os::check(::memfd_create("test", MFD_CLOEXEC), "memfd_create"));
  REQUIRE(::write(file.get(), "0123456789", 10) == 10);
  talk.script->want = Want::none;
  talk.script->to_send = "head ";
  talk.script->file = {file.get(), 2, 5};
  CHECK(talk.go() == Outcome::blocked);
  CHECK(receive_now(talk.sockets.peers.get()) == "head 23456");
}

TEST_CASE("A file that has become shorter ends the connection", "[drive][stage06][sendfile.2]") {
  Talk talk;
  const os::Fd file(os::check(::memfd_create("test", MFD_CLOEXEC), "memfd_create"));
  REQUIRE(::write(file.get(), "0123456789", 10) == 10);
  talk.script->want = Want::none;
  talk.script->file = {file.get(), 0, 100};
  CHECK(talk.go() == Outcome::close);  // the promised bytes do not exist any more
  CHECK(receive_now(talk.sockets.peers.get()) == "0123456789");
}
