/// \file
/// linger_blocking, tried on a pair of sockets: what ends it, and that it reads what the peer still sends.
#include <chrono>
#include <string>

#include "drive/lingering_close.hpp"
#include "os/event.hpp"
#include "support/catch.hpp"
#include "support/sockets.hpp"

using namespace ladder;
using std::chrono::milliseconds;

namespace {

constexpr std::chrono::hours kLong{1};

}  // namespace

TEST_CASE("the end of the peer ends it") {
  test::Sockets sockets = test::unix_pair();
  sockets.peers.reset();
  drive::linger_blocking(sockets.ours.get(), -1, kLong);
  SUCCEED("it returned");
}

TEST_CASE("what the peer has still sent is read and thrown away") {
  test::Sockets sockets = test::unix_pair();
  (void)test::send_text(sockets.peers.get(), "GET / HTTP/1.1");
  os::shutdown_sending(sockets.peers.get());
  drive::linger_blocking(sockets.ours.get(), -1, kLong);
  CHECK(test::receive_now(sockets.ours.get()).empty());
}

TEST_CASE("the time ends it, not before it is over") {
  const test::Sockets sockets = test::unix_pair();
  const auto before = std::chrono::steady_clock::now();
  drive::linger_blocking(sockets.ours.get(), -1, milliseconds(30));
  CHECK((std::chrono::steady_clock::now() - before >= milliseconds(30)));
}

TEST_CASE("a peer that goes on sending does not put the time off") {
  const test::Sockets sockets = test::unix_pair();
  (void)test::send_text(sockets.peers.get(), "and more");
  drive::linger_blocking(sockets.ours.get(), -1, milliseconds(30));
  SUCCEED("it returned");
}

TEST_CASE("a stop ends it") {
  const test::Sockets sockets = test::unix_pair();
  os::Event stop;
  stop.set();
  drive::linger_blocking(sockets.ours.get(), stop.fd(), kLong);
  SUCCEED("it returned");
}
