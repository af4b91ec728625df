/// \file
/// The rooms drive/ and app/ by example: who moves the bytes, and whole servers in a few lines.
#include "app/echo_service.hpp"
#include "app/http_service.hpp"
#include "app/options.hpp"
#include "content/site.hpp"
#include "drive/admission.hpp"
#include "drive/blocking.hpp"
#include "drive/deadlines.hpp"
#include "drive/mailbox.hpp"
#include "drive/pool.hpp"
#include "drive/thread_per_connection.hpp"
#include "drive/workers.hpp"
#include "examples/bytes.hpp"
#include "os/uring_probe.hpp"
#include "support/catch.hpp"
#include "support/client.hpp"
#include "support/sockets.hpp"
#include "support/temp_directory.hpp"
#ifdef LADDER_WITH_URING
#include "os/receive_buffers.hpp"
#include "os/uring.hpp"
#endif

using namespace ladder;
using test::as_bytes;
using test::Client;
using namespace std::chrono_literals;

namespace {

os::Fd listen_somewhere() { return os::listen_tcp(os::Address::resolve("127.0.0.1", 0)); }

}  // namespace

TEST_CASE("example: BlockingDriver", "[example][drive]") {
  test::Sockets sockets = test::unix_pair();
  //! [blocking-driver]
  concurrency::Stop stop;
  const drive::StopEvents stop_events(stop.tokens());
  std::jthread thread([&] {
    drive::BlockingDriver driver(std::move(sockets.ours), echo::Session{}, stop_events);
    driver.run([] { /* nobody is kept waiting now: a moment to flush a log */ });
  });  // ends when the conversation does
  //! [blocking-driver]
  Client client(std::move(sockets.peers));
  CHECK(client.send_and_receive("hello") == "hello");
  client.half_close();
  thread.join();
  CHECK(client.receive_all().empty());
}

TEST_CASE("example: ThreadPerConnection", "[example][drive]") {
  const os::Fd listener = listen_somewhere();
  //! [thread-per-connection]
  drive::ThreadPerConnection<app::EchoService> server([] { return std::make_unique<app::EchoService>(); });
  concurrency::Stop stop;
  std::jthread thread([&] { server.run(listener.get(), stop); });  // serves until the stop
  //! [thread-per-connection]
  {
    Client first(os::local_address(listener.get())), second(os::local_address(listener.get()));
    CHECK(second.send_and_receive("two") == "two");
    CHECK(first.send_and_receive("one") == "one");
  }
  stop.drain();
}

TEST_CASE("example: Pool", "[example][drive]") {
  const os::Fd listener = listen_somewhere();
  //! [pool]
  drive::Pool<app::EchoService> server([] { return std::make_unique<app::EchoService>(); },
                                       {.threads = 2, .queue = 8});
  concurrency::Stop stop;
  std::jthread thread([&] { server.run(listener.get(), stop); });
  //! [pool]
  {
    Client client(os::local_address(listener.get()));
    CHECK(client.send_and_receive("hello") == "hello");
    CHECK(server.active() == 1);
  }
  stop.drain();
}

TEST_CASE("example: Workers, event loops on several threads", "[example][drive]") {
  const os::Fd listener = listen_somewhere();
  //! [workers]
  // EpollLoop is the default; Workers<S, UringLoop<S>> runs the same service over io_uring.
  drive::Workers<app::EchoService> server([] { return std::make_unique<app::EchoService>(); },
                                          {.loops = 2, .connections_per_worker = 1'000});
  concurrency::Stop stop;
  std::jthread thread([&] { server.run(listener.get(), stop); });
  //! [workers]
  {
    Client client(os::local_address(listener.get()));
    CHECK(client.send_and_receive("hello") == "hello");
  }
  stop.drain();
}

TEST_CASE("example: an HTTP server of files", "[example][app]") {
  const test::TempDirectory temp;
  temp.write("index.html", "<p>hello");
  const os::Fd listener = listen_somewhere();
  const std::uint16_t port = os::local_address(listener.get()).port();
  //! [http-service]
  content::SiteOptions site;
  site.root = temp.path();
  site.uploads = false;
  drive::Workers<app::HttpService> server(
      [&] {
        return std::make_unique<app::HttpService>(http::Limits{}, http::AllowedHosts::loopback(port),
                                                  std::make_unique<content::Site>(site));
      },
      {.loops = 1});
  concurrency::Stop stop;
  std::jthread thread([&] { server.run(listener.get(), stop); });
  //! [http-service]
  {
    Client client(os::local_address(listener.get()));
    client.send("GET / HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
                "\r\nConnection: close\r\n\r\n");
    const std::string answer = client.receive_all();
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(answer.ends_with("<p>hello"));
  }
  stop.drain();
}

TEST_CASE("example: Admission", "[example][drive]") {
  //! [admission]
  drive::Admission admission(2, 1, 8);  // two workers, a place each, eight may wait
  CHECK(admission.try_enter(0));
  CHECK(admission.reserve_place(0, false) == 1U);  // worker 0 is full: the connection goes to worker 1
  CHECK(admission.reserve_place(0, false) == std::nullopt);
  admission.leave(1);
  CHECK(admission.worker_with_room() == 1U);
  //! [admission]
}

TEST_CASE("example: Deadlines", "[example][drive]") {
  //! [deadlines]
  const seam::TimePoint start = seam::Clock::now();
  drive::Deadlines deadlines(start);
  drive::DeadlineHook hook;  // a connection carries one
  deadlines.watch(hook, start + 5s);

  std::vector<drive::DeadlineHook*> due;
  deadlines.take_due(start + 4s, due);
  CHECK(due.empty());
  deadlines.take_due(start + 6s, due);
  CHECK(due == std::vector<drive::DeadlineHook*>{&hook});
  //! [deadlines]
}

TEST_CASE("example: Mailbox", "[example][drive]") {
  //! [mailbox]
  drive::Mailbox<std::string> mailbox;
  const std::jthread sender([&mailbox] { mailbox.post("the job is done"); });
  (void)os::wait_ready(mailbox.fd(), {.readable = true}, -1);  // a loop waits in epoll instead
  CHECK(mailbox.take_all() == std::vector<std::string>{"the job is done"});
  //! [mailbox]
}

TEST_CASE("example: Options", "[example][app]") {
  //! [options]
  const char* arguments[] = {"http_server", "0", "127.0.0.1", "2", "--engine", "epoll", "--max-body", "1000"};
  const app::ParsedOptions parsed = app::parse_options(static_cast<int>(std::size(arguments)), arguments);
  REQUIRE(parsed.options);  // else parsed.exit_status says how to end
  CHECK(parsed.options->threads == 2);
  CHECK(parsed.options->engine == app::Engine::epoll);
  CHECK(parsed.options->limits.body_bytes == 1'000);
  CHECK(parsed.options->limits.requests == 100);  // a default
  //! [options]
}

#ifdef LADDER_WITH_URING
TEST_CASE("example: Uring", "[example][os]") {
  if (!os::why_no_uring().empty()) return;  // forbidden here, or an old kernel
  const test::Sockets sockets = test::unix_pair();
  //! [uring]
  os::ReceiveBuffers buffers(8, 4'096);
  os::Uring ring(64);
  ring.provide(buffers);
  ring.enable();
  ring.receive_many(sockets.peers.get(), 1);
  ring.send(sockets.ours.get(), as_bytes("hello"), 2);

  std::string received;
  while (received.empty()) {
    ring.submit_and_wait(-1);  // one system call hands in both and waits
    ring.reap([&](const os::Completion& one) {
      if (one.tag != 1 || !one.buffer) return;
      received = test::as_text(buffers.filled(*one.buffer, static_cast<std::size_t>(one.result)));
      buffers.give_back(*one.buffer);
    });
  }
  CHECK(received == "hello");
  //! [uring]
}
#endif
