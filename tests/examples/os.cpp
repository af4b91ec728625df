/// \file
/// The room os/ by example. The marked regions stand at the classes in the reference, and on the page of the
/// room.
#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <thread>

#include "examples/bytes.hpp"
#include "os/address.hpp"
#include "os/datagram.hpp"
#include "os/directory.hpp"
#include "os/epoll.hpp"
#include "os/error.hpp"
#include "os/event.hpp"
#include "os/fd.hpp"
#include "os/io.hpp"
#include "os/signals.hpp"
#include "os/socket.hpp"
#include "support/catch.hpp"
#include "support/temp_directory.hpp"

using namespace ladder;
using test::as_bytes;
using test::as_text;
using namespace std::chrono_literals;

TEST_CASE("example: Fd", "[example][os]") {
  //! [fd]
  os::Fd socket(os::check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  const int borrowed = socket.get();  // lent: good while `socket` lives
  os::Fd owner = std::move(socket);   // the ownership has moved, the number has not
  CHECK_FALSE(socket);
  CHECK(owner.get() == borrowed);
  owner.reset();  // closed here; else at the end of the scope
  //! [fd]
  CHECK(::fcntl(borrowed, F_GETFD) == -1);
  CHECK(errno == EBADF);
}

TEST_CASE("example: Address", "[example][os]") {
  //! [address]
  const os::Address address = os::Address::resolve("::1", 8080);
  CHECK(address.host() == "::1");
  CHECK(address.port() == 8080);
  CHECK(address.to_string() == "[::1]:8080");
  CHECK_FALSE(address.is_wildcard());
  //! [address]
}

TEST_CASE("example: a listening socket and a connection", "[example][os]") {
  //! [listen-accept]
  const os::Fd listener = os::listen_tcp(os::Address::resolve("127.0.0.1", 0));  // 0: any free port
  const os::Fd client = os::connect_tcp(os::local_address(listener.get()));

  (void)os::wait_ready(listener.get(), {.readable = true}, -1);
  const os::Accepted accepted = os::accept_connection(listener.get());
  REQUIRE(accepted.fd);
  CHECK(accepted.peer.host() == "127.0.0.1");
  //! [listen-accept]

  //! [send-receive]
  const std::array<std::span<const std::byte>, 2> parts{as_bytes("hello "), as_bytes("world")};
  const os::IoResult sent = os::send_some(client.get(), parts);
  CHECK(sent.bytes == 11);  // the socket may take fewer: then the rest is to be sent later

  std::array<std::byte, 64> space{};
  (void)os::wait_ready(accepted.fd.get(), {.readable = true}, -1);
  const os::IoResult got = os::receive_some(accepted.fd.get(), space);
  REQUIRE(got.kind == os::IoResult::Kind::transferred);
  CHECK(as_text(std::span(space).first(got.bytes)) == "hello world");

  CHECK(os::receive_some(accepted.fd.get(), space).kind == os::IoResult::Kind::would_block);
  os::shutdown_sending(client.get());
  (void)os::wait_ready(accepted.fd.get(), {.readable = true}, -1);
  CHECK(os::receive_some(accepted.fd.get(), space).kind == os::IoResult::Kind::end_of_stream);
  //! [send-receive]
}

TEST_CASE("example: waiting for a socket, a stop and a time at once", "[example][os]") {
  const os::Fd listener = os::listen_tcp(os::Address::resolve("127.0.0.1", 0));
  //! [wait-ready]
  os::Event stop;
  os::Ready ready = os::wait_ready(listener.get(), {.readable = true}, stop.fd(), 10ms);
  CHECK(ready.timed_out());  // nobody came

  stop.set();
  ready = os::wait_ready(listener.get(), {.readable = true}, stop.fd());
  CHECK(ready.stopped);
  //! [wait-ready]
}

TEST_CASE("example: Event", "[example][os]") {
  //! [event]
  os::Event event;
  const std::jthread other([&event] { event.set(); });
  const os::Ready ready = os::wait_ready(event.fd(), {.readable = true}, -1);
  CHECK(ready.readable);
  event.clear();
  //! [event]
}

TEST_CASE("example: Epoll", "[example][os]") {
  //! [epoll]
  os::Epoll epoll;
  os::Event first, second;
  REQUIRE(epoll.add(first.fd(), EPOLLIN, &first) == 0);
  REQUIRE(epoll.add(second.fd(), EPOLLIN, &second) == 0);

  second.set();
  std::array<epoll_event, 8> space;
  const std::span<epoll_event> came = epoll.wait(space, -1);
  REQUIRE(came.size() == 1);
  const void* const tag = came[0].data.ptr;  // a copy: epoll_event is packed, no reference may be bound to it
  CHECK(tag == &second);
  //! [epoll]
}

TEST_CASE("example: StopSignals", "[example][os]") {
  const auto before = ::signal(SIGPIPE, SIG_DFL);
  std::thread([] {  // of its own, so that the mask of the other threads stays as it was
    //! [stop-signals]
    os::StopSignals signals;  // first in main(), before any other thread
    (void)::pthread_kill(::pthread_self(), SIGTERM);

    const os::Ready ready = os::wait_ready(-1, {}, signals.fd());
    CHECK(ready.stopped);
    CHECK(signals.wait() == SIGTERM);
    //! [stop-signals]
  })
      .join();
  (void)::signal(SIGPIPE, before);
}

TEST_CASE("example: Directory", "[example][os]") {
  const test::TempDirectory temp;
  temp.write("secret.txt", "secret");
  temp.write("root.txt", "");
  temp.make_directory("root");
  temp.write("root/page.html", "<p>");
  const std::string path = temp.path("root");
  //! [directory]
  const os::Directory root(path);
  CHECK(root.open_file("page.html").fd);
  CHECK(root.open_file("missing.html").error_number == ENOENT);
  CHECK(root.open_file("../secret.txt").error_number == EXDEV);  // the kernel refuses to leave

  const os::OpenResult made = root.create_file("draft");
  REQUIRE(made.fd);
  CHECK(root.rename_new("draft", "final.txt") == 0);
  CHECK(root.flush() == 0);  // only now would the name outlive a power cut
  //! [directory]
  CHECK(temp.exists("root/final.txt"));
}

TEST_CASE("example: datagrams", "[example][os]") {
  //! [datagram]
  const os::Fd server = os::bind_udp(os::Address::resolve("127.0.0.1", 0));
  const os::Fd client = os::connect_udp(os::local_address(server.get()));
  const os::Address to = os::local_address(server.get());
  CHECK(os::send_datagram(client.get(), as_bytes("ping"), to).bytes == 4);

  std::array<std::byte, os::kMaxDatagramBytes> space;
  os::Address from;
  (void)os::wait_ready(server.get(), {.readable = true}, -1);
  const os::IoResult got = os::receive_datagram(server.get(), space, from);
  CHECK(as_text(std::span(space).first(got.bytes)) == "ping");
  CHECK(from.port() == os::local_address(client.get()).port());
  //! [datagram]
}
