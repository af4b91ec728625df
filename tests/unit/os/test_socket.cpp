/// \file
/// Listening, accepting, connecting (os/socket.hpp).
#include "os/socket.hpp"

#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "support/catch.hpp"
#include "support/client.hpp"
#include "support/sockets.hpp"

namespace os = ladder::os;
using namespace ladder::test;

namespace {

bool is_close_on_exec(int fd) { return (::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0; }
bool is_non_blocking(int fd) { return (::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0; }

int option(int fd, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  os::check(::getsockopt(fd, level, name, &value, &size), "getsockopt");
  return value;
}

/// The soft limit on descriptors, put back when the test ends.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t limit) {
    os::check(::getrlimit(RLIMIT_NOFILE, &before_), "getrlimit");
    const rlimit now{limit, before_.rlim_max};
    os::check(::setrlimit(RLIMIT_NOFILE, &now), "setrlimit");
  }
  ~DescriptorLimit() { (void)::setrlimit(RLIMIT_NOFILE, &before_); }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("Every socket is close-on-exec and non-blocking", "[os][stage01][accept4.2]") {
  const Listener listener;
  const os::Fd client = os::connect_tcp(listener.address);
  const os::Accepted accepted = os::accept_connection(listener.fd.get());
  for (const int fd : {listener.fd.get(), client.get(), accepted.fd.get()}) {
    CHECK(is_close_on_exec(fd));
    CHECK(is_non_blocking(fd));
  }
}

TEST_CASE("An accepted connection knows its peer and holds no answer back", "[os][stage01][tcp.7]") {
  const Listener listener;
  const os::Fd client = os::connect_tcp(listener.address);
  const os::Accepted accepted = os::accept_connection(listener.fd.get());
  REQUIRE(accepted.fd);
  CHECK(accepted.error_number == 0);
  CHECK(accepted.peer.to_string() == os::local_address(client.get()).to_string());
  CHECK(option(accepted.fd.get(), IPPROTO_TCP, TCP_NODELAY) != 0);
}

TEST_CASE("A peer that has not read yet is sent no more than a bounded part ahead", "[os][stage01][tcp.7]") {
  const Listener listener;
  const Client client(listener.address);
  const os::Accepted accepted = os::accept_connection(listener.fd.get());
  const std::string part(64 * 1024, 'x');
  const auto fill = [&] {
    while (send_text(accepted.fd.get(), part).kind == os::IoResult::Kind::transferred) continue;
    int unsent = -1;
    os::check(::ioctl(accepted.fd.get(), SIOCOUTQNSD, &unsent), "ioctl");
    return static_cast<std::size_t>(unsent);
  };
  CHECK(fill() <= os::kUnsentBytes + part.size());  // one send may reach beyond
  os::lift_unsent_bound(accepted.fd.get());
  CHECK(fill() > os::kUnsentBytes + part.size());
}

TEST_CASE("Accepting never waits: no connection is no error", "[os][stage01][accept4.2]") {
  const Listener listener;
  const os::Accepted nothing = os::accept_connection(listener.fd.get());
  CHECK_FALSE(nothing.fd);
  CHECK(nothing.error_number == 0);
}

TEST_CASE("Connections are accepted in the order they came", "[os][stage01][listen.2]") {
  const Listener listener;
  const Client first(listener.address);
  const Client second(listener.address);
  CHECK(os::accept_connection(listener.fd.get()).peer.port() == first.local_port());
  CHECK(os::accept_connection(listener.fd.get()).peer.port() == second.local_port());
}

TEST_CASE("A client that is gone before it is accepted does not end the accepting",
          "[os][stage01][accept4.2]") {
  const Listener listener;
  Client(listener.address).reset();
  const Client second(listener.address);
  // Linux hands the dead connection out or passes it over; the living one must come either way.
  REQUIRE(eventually([&] {
    const os::Accepted accepted = os::accept_connection(listener.fd.get());
    return accepted.fd && accepted.peer.port() == second.local_port();
  }));
}

TEST_CASE("A deferred connection is accepted when its first bytes are there, or after a second without",
          "[os][stage10][tcp.7]") {
  const Listener listener;
  os::defer_accept(listener.fd.get());
  const os::Fd silent = os::connect_tcp(listener.address);
  const os::Fd talking = os::connect_tcp(listener.address);
  REQUIRE(send_text(talking.get(), "first").bytes == 5);
  const os::Accepted first = os::accept_connection(listener.fd.get());
  REQUIRE(first.fd);
  CHECK(first.peer.to_string() == os::local_address(talking.get()).to_string());
  REQUIRE_FALSE(os::wait_ready(listener.fd.get(), {.readable = true}, -1, os::WaitTime(30'000)).timed_out());
  CHECK(os::accept_connection(listener.fd.get()).peer.to_string() ==
        os::local_address(silent.get()).to_string());
}

TEST_CASE("Binding a taken port fails with the address in its text", "[os][stage01][bind.2]") {
  const Listener listener;
  std::string text;
  try {
    (void)os::listen_tcp(listener.address);
  } catch (const std::system_error& error) {
    CHECK(error.code().value() == EADDRINUSE);
    text = error.what();
  }
  CHECK(text == "bind " + listener.address.to_string() + ": Address already in use");
}

TEST_CASE("A port may be bound again while an old connection is in TIME_WAIT", "[os][stage01][socket.7]") {
  os::Address address;
  {
    const Listener listener;
    address = listener.address;
    Client client(address);
    os::Accepted accepted = os::accept_connection(listener.fd.get());
    accepted.fd.reset();  // who closes first gets the TIME_WAIT: the server's port
    CHECK(client.receive_all().empty());
  }
  CHECK_NOTHROW(os::listen_tcp(address));
}

TEST_CASE("Connecting where nobody listens is refused, by name", "[os][stage01][connect.2]") {
  os::Address address;
  { address = Listener().address; }
  try {
    (void)os::connect_tcp(address);
    FAIL("connected to nobody");
  } catch (const std::system_error& error) {
    CHECK(error.code().value() == ECONNREFUSED);
    CHECK(std::string(error.what()).find("connect " + address.to_string()) == 0);
  }
}

TEST_CASE("A half-closed connection still carries the other direction", "[os][stage01][shutdown.2]") {
  const Sockets sockets = tcp_pair();
  os::shutdown_sending(sockets.peers.get());
  REQUIRE(send_text(sockets.ours.get(), "still here").bytes == 10);
  REQUIRE_FALSE(os::wait_ready(sockets.peers.get(), {.readable = true}, -1, kPatience).timed_out());
  CHECK(receive_now(sockets.peers.get()) == "still here");
}

TEST_CASE("After stop_listening connections are refused and accept finds nothing",
          "[os][stage04][shutdown.2]") {
  const Listener listener;
  os::stop_listening(listener.fd.get());
  CHECK_THROWS_AS(os::connect_tcp(listener.address), std::system_error);
  const os::Accepted nothing = os::accept_connection(listener.fd.get());
  CHECK_FALSE(nothing.fd);
  CHECK(nothing.error_number == 0);
}

TEST_CASE("Running out of descriptors is told, not thrown, and passes", "[os][stage04][accept4.2]") {
  const Listener listener;
  const Client client(listener.address);
  {
    // The lowest free number is the limit: not one more descriptor can be opened.
    const os::Fd lowest(::dup(0));
    const DescriptorLimit limit(static_cast<rlim_t>(lowest.get()) + 1);
    const os::Accepted refused = os::accept_connection(listener.fd.get());
    CHECK_FALSE(refused.fd);
    CHECK(refused.error_number == EMFILE);
  }
  CHECK(os::accept_connection(listener.fd.get()).fd);
}
