/// \file
/// One io_uring (os/uring.hpp) and its receive buffers (os/receive_buffers.hpp). Without io_uring they pass
/// empty, and a line on standard error says so.
#include "os/uring.hpp"

#include <cerrno>
#include <map>
#include <string>
#include <vector>

#include "os/receive_buffers.hpp"
#include "support/catch.hpp"
#include "support/client.hpp"
#include "support/engine_names.hpp"
#include "support/sockets.hpp"

using namespace ladder;
using namespace ladder::test;
using os::Completion;

namespace {

constexpr int kSomeTime = 100;  // milliseconds of one wait; the tests wait again

/// A ring of this thread with two buffers of eight bytes.
struct Ring {
  os::ReceiveBuffers buffers{2, 8};
  os::Uring uring{4};
  std::vector<Completion> seen;
  Ring() {
    uring.provide(buffers);
    uring.enable();
  }
  /// Waits until `count` completions have been seen in all.
  bool sees(std::size_t count) {
    return eventually([&] {
      uring.submit_and_wait(kSomeTime);
      uring.reap([this](const Completion& one) { seen.push_back(one); });
      return seen.size() >= count;
    });
  }
  std::string text_of(const Completion& one) const {
    REQUIRE(one.buffer);
    const auto bytes = buffers.filled(*one.buffer, static_cast<std::size_t>(one.result));
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};

}  // namespace

TEST_CASE("A receive goes on until the peer ends, and names its buffer each time", "[os][stage11]") {
  if (!uring_works()) return;
  Ring ring;
  Sockets sockets = unix_pair();
  ring.uring.receive_many(sockets.ours.get(), 7);
  (void)send_text(sockets.peers.get(), "first");
  REQUIRE(ring.sees(1));
  CHECK(ring.text_of(ring.seen[0]) == "first");
  CHECK(ring.seen[0].tag == 7);
  CHECK(ring.seen[0].more);
  ring.buffers.give_back(*ring.seen[0].buffer);
  (void)send_text(sockets.peers.get(), "second");
  sockets.peers.reset();
  REQUIRE(ring.sees(3));
  CHECK(ring.text_of(ring.seen[1]) == "second");
  CHECK(ring.seen[2].result == 0);
  CHECK_FALSE(ring.seen[2].more);
  CHECK_FALSE(ring.seen[2].buffer);
}

TEST_CASE("A receive without a free buffer ends with ENOBUFS and loses nothing", "[os][stage11]") {
  if (!uring_works()) return;
  Ring ring;
  const Sockets sockets = unix_pair();
  (void)send_text(sockets.peers.get(), "0123456789abcdefghijklmn");  // three buffers full
  ring.uring.receive_many(sockets.ours.get(), 1);
  REQUIRE(ring.sees(3));
  CHECK(ring.text_of(ring.seen[0]) + ring.text_of(ring.seen[1]) == "0123456789abcdef");
  CHECK(ring.seen[2].result == -ENOBUFS);
  CHECK_FALSE(ring.seen[2].more);
  ring.buffers.give_back(*ring.seen[0].buffer);
  ring.uring.receive_many(sockets.ours.get(), 1);
  REQUIRE(ring.sees(4));
  CHECK(ring.text_of(ring.seen[3]) == "ghijklmn");
}

TEST_CASE("A receive into one buffer completes once, and leaves the rest in the socket", "[os][stage11]") {
  if (!uring_works()) return;
  Ring ring;
  const Sockets sockets = unix_pair();
  (void)send_text(sockets.peers.get(), "0123456789");
  ring.uring.receive_one(sockets.ours.get(), 3);
  REQUIRE(ring.sees(1));
  CHECK(ring.text_of(ring.seen[0]) == "01234567");
  CHECK(ring.seen[0].tag == 3);
  CHECK_FALSE(ring.seen[0].more);
  CHECK(receive_now(sockets.ours.get()) == "89");
}

TEST_CASE("A cancelled receive completes, and what comes later stays in the socket", "[os][stage11]") {
  if (!uring_works()) return;
  Ring ring;
  const Sockets sockets = unix_pair();
  ring.uring.receive_many(sockets.ours.get(), 8);
  ring.uring.cancel(8);
  REQUIRE(ring.sees(1));
  CHECK(ring.seen[0].tag == 8);
  CHECK(ring.seen[0].result == -ECANCELED);
  CHECK_FALSE(ring.seen[0].more);
  (void)send_text(sockets.peers.get(), "later");
  CHECK(receive_now(sockets.ours.get()) == "later");
}

TEST_CASE("Two spans leave in order in one send", "[os][stage11][sendmsg.2]") {
  if (!uring_works()) return;
  Ring ring;
  const Sockets sockets = unix_pair();
  const std::string head = "head,";
  const std::string body = "body";
  ring.uring.send(sockets.ours.get(), {std::as_bytes(std::span(head)), std::as_bytes(std::span(body))}, 1);
  REQUIRE(ring.sees(1));
  CHECK(ring.seen[0].result == 9);
  CHECK(receive_now(sockets.peers.get()) == "head,body");
}

TEST_CASE("More operations than the ring has entries are handed in early", "[os][stage11]") {
  if (!uring_works()) return;
  Ring ring;
  const Sockets sockets = unix_pair();
  const std::string digits = "0123456789";
  for (std::size_t i = 0; i < digits.size(); ++i)
    ring.uring.send(sockets.ours.get(), std::as_bytes(std::span(digits).subspan(i, 1)), i);
  REQUIRE(ring.sees(digits.size()));
  CHECK(receive_now(sockets.peers.get()) == digits);
}

TEST_CASE("A send to a peer that is gone fails and raises no signal", "[os][stage11][sendmsg.2]") {
  if (!uring_works()) return;
  Ring ring;
  Sockets sockets = unix_pair();
  sockets.peers.reset();
  const std::string text = "nobody";
  ring.uring.send(sockets.ours.get(), std::as_bytes(std::span(text)), 1);
  REQUIRE(ring.sees(1));
  CHECK(ring.seen[0].result == -EPIPE);
}

TEST_CASE("A socket that is full completes its wait for room once the peer reads", "[os][stage11]") {
  if (!uring_works()) return;
  Ring ring;
  const Sockets sockets = unix_pair();
  (void)fill(sockets.ours.get());
  ring.uring.wait_writable(sockets.ours.get(), 5);
  ring.uring.submit_and_wait(0);
  CHECK(ring.uring.reap([](const Completion&) {}) == 0);
  (void)receive_now(sockets.peers.get());
  REQUIRE(ring.sees(1));
  CHECK(ring.seen[0].tag == 5);
}

TEST_CASE("One accept brings every connection until the listening ends", "[os][stage11][accept.2]") {
  if (!uring_works()) return;
  Ring ring;
  const Listener listener;
  ring.uring.accept_many(listener.fd.get(), 3);
  const Client first(listener.address);
  const Client second(listener.address);
  REQUIRE(ring.sees(2));
  std::map<std::uint16_t, os::Accepted> by_port;
  for (const Completion& one : ring.seen) {
    CHECK(one.more);
    os::Accepted accepted = os::accepted_by_kernel(one.result);
    REQUIRE(accepted.fd);
    const std::uint16_t port = accepted.peer.port();
    by_port[port] = std::move(accepted);
  }
  CHECK(by_port.contains(first.local_port()));
  CHECK(by_port.contains(second.local_port()));
  os::stop_listening(listener.fd.get());
  REQUIRE(ring.sees(3));
  CHECK_FALSE(ring.seen[2].more);
  const os::Accepted nothing = os::accepted_by_kernel(ring.seen[2].result);
  CHECK_FALSE(nothing.fd);
  CHECK(nothing.error_number == 0);
}

TEST_CASE("What the kernel could not accept is told apart as accept(2) tells it", "[os][stage11][accept.2]") {
  CHECK(os::accepted_by_kernel(-EMFILE).error_number == EMFILE);
  CHECK(os::accepted_by_kernel(-ECANCELED).error_number == 0);
  CHECK(os::accepted_by_kernel(-ECONNABORTED).error_number == 0);
}
