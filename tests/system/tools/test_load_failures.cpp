/// \file
/// The load generator against servers that misbehave: each failure under its own name, and a stall as it is.
#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/http_server.hpp"
#include "support/tool_run.hpp"

using namespace ladder::test;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const std::string kForever = "600";

/// An HTTP server that answers each request with what `next` gives.
OddServer::Serve answering(std::function<std::string()> next) {
  return [next = std::move(next)](Client& client) {
    while (client.receive_through("\r\n\r\n").ends_with("\r\n\r\n")) {
      if (!client.try_send(next())) return;
    }
  };
}

json report_of(std::vector<std::string> arguments, int expected_status) {
  arguments.insert(arguments.end(), {"--json", "-", "--quiet"});
  const ToolRun run = run_tool("load", std::move(arguments));
  CAPTURE(run.output, run.log);
  REQUIRE(run.status.value_or(-1) == expected_status);
  REQUIRE(run.log.empty());
  return run.json();
}

/// Runs ten requests that all must fail in this way.
void check_fails(const std::string& kind, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"-n", "10", "-c", "10", "-d", kForever});
  const json report = report_of(std::move(arguments), 1);
  CAPTURE(kind, report.dump(2));
  CHECK(report["failures"][kind] == 10);
  CHECK(report["failed"] == 10);
  CHECK(report["answered"] == 0);
  CHECK(report["started"] == 10);
}

}  // namespace

TEST_CASE("An open loop shows a stall of a second to all that came meanwhile; a closed loop hides it",
          "[system][tools][load][coordinated-omission]") {
  constexpr auto kStall = 1s;
  constexpr double kStallMicroseconds = 1e6;
  std::atomic<int> until_stall{100};
  const OddServer server(answering([&] {
    if (until_stall-- == 0) std::this_thread::sleep_for(kStall);  // this is the server's fault, on purpose
    return std::string(kOk);
  }));
  // Closed: one request of a thousand waits a second, and nobody asks meanwhile.
  const json closed = report_of({"http", server.url(), "-c", "1", "-n", "1000", "-d", kForever}, 0);
  CHECK(closed["latency_microseconds"]["max"].get<double>() >= kStallMicroseconds);
  CHECK(closed["latency_microseconds"]["p99"].get<double>() < kStallMicroseconds / 2);
  // Open: 200 of 400 requests are due while the server stalls, and waited from then on.
  until_stall = 100;
  const json open = report_of({"http", server.url(), "-c", "1", "-n", "400", "-r", "200", "-d", kForever}, 0);
  CHECK(open["answered"] == 400);
  CHECK(open["latency_microseconds"]["max"].get<double>() >= kStallMicroseconds);
  CHECK(open["latency_microseconds"]["p99_9"].get<double>() >= kStallMicroseconds * 0.99);
  CHECK(open["latency_microseconds"]["p90"].get<double>() >= kStallMicroseconds / 2);
}

TEST_CASE("Requests that were due and never sent are told", "[system][tools][load][coordinated-omission]") {
  const OddServer server([](Client& client) { (void)client.receive_all(); });
  const json report =
      report_of({"http", server.url(), "-c", "2", "-r", "100", "-d", "0.5", "--timeout", "0.4"}, 1);
  CAPTURE(report.dump(2));
  // Two connections, which each wait 0.4 s for their answer: of 50 requests at most four get their turn.
  CHECK(report["failures"]["timed_out"].get<int>() >= 1);
  CHECK(report["failures"]["timed_out"] == report["started"]);
  CHECK(report["started"].get<int>() + report["not_sent"].get<int>() == 50);
  CHECK(report["not_sent"].get<int>() >= 46);
}

TEST_CASE("Nobody listening ends the run after a second", "[system][tools][load]") {
  const std::string port = deserted_port();
  for (const char* protocol : {"tcp", "udp"}) {
    const json report = report_of({protocol, "127.0.0.1", port, "-d", kForever}, 1);
    CHECK(report["ended"] == "no connection");
    CHECK(report["failures"]["refused"].get<int>() > 0);
    CHECK(report["failures"]["refused"] == report["failed"]);
  }
  check_fails("refused", {"http", "127.0.0.1", port});
}

TEST_CASE("An unknown host is one line", "[system][tools][load]") {
  const ToolRun run = run_tool("load", {"tcp", "no-such-host.invalid", "7"});
  CHECK(run.status.value_or(-1) == 1);
  CHECK(run.log_lines() == 1);
  CHECK(run.complains("no-such-host.invalid:7: "));
}

TEST_CASE("Connections that break are told by how they broke", "[system][tools][load]") {
  const OddServer resets([](Client& client) {
    (void)client.receive_through("\r\n\r\n");
    client.reset();
  });
  check_fails("reset", {"http", resets.url()});
  const OddServer closes([](Client& client) {
    (void)client.receive_through("\r\n\r\n");
    client.send(kOk.substr(0, kOk.size() - 1));
  });
  check_fails("closed_early", {"http", closes.url()});
  const OddServer silent([](Client& client) { (void)client.receive_all(); });
  check_fails("timed_out", {"http", silent.url(), "--timeout", "0.1"});
  check_fails("timed_out", {"tcp", "127.0.0.1", silent.port(), "--timeout", "0.1"});
}

TEST_CASE("Answers that are not what was asked for are told apart", "[system][tools][load]") {
  check_fails("bad_answer", {"http", OddServer(answering([] { return "SSH-2.0-x\r\n\r\n"; })).url()});
  const HttpServer server;
  const std::string port = std::to_string(server.port());
  check_fails("status_4xx", {"http", "127.0.0.1", port, "--path", "/missing.html"});
  check_fails("status_2xx", {"http", "127.0.0.1", port, "--path", "/hello.txt", "--status", "404"});
  check_fails("wrong_length", {"http", "127.0.0.1", port, "--path", "/hello.txt", "--length", "1"});
  const OddServer busy(answering([] { return "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"; }));
  check_fails("status_5xx", {"http", busy.url()});
  const json right = report_of({"http", busy.url(), "--status", "503", "-n", "10", "-d", kForever}, 0);
  CHECK(right["answered"] == 10);
}

TEST_CASE("A body of another length than the first is told", "[system][tools][load]") {
  std::atomic<int> answers{0};
  const OddServer server(answering(
      [&] { return answers++ < 3 ? std::string(kOk) : "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\noh!"; }));
  const json report = report_of({"http", server.url(), "-c", "1", "-n", "10", "-d", kForever}, 0);
  CHECK(report["answered"] == 3);
  CHECK(report["failures"]["wrong_length"] == 7);
}

TEST_CASE("A single wrong byte in an echo is seen", "[system][tools][load][rfc862]") {
  const OddServer server([](Client& client) {
    while (true) {
      std::string message = client.receive(1000);
      if (message.size() < 1000) return;
      message[567] = static_cast<char>(message[567] ^ 1);
      if (!client.try_send(message)) return;
    }
  });
  check_fails("wrong_echo", {"tcp", "127.0.0.1", server.port(), "--size", "1000"});
}

TEST_CASE("Bytes behind an echo fall on the next message", "[system][tools][load][rfc862]") {
  const OddServer server([](Client& client) {
    for (std::string message = client.receive(10); message.size() == 10; message = client.receive(10)) {
      if (!client.try_send(message + message)) return;
    }
  });
  const json report =
      report_of({"tcp", "127.0.0.1", server.port(), "-s", "10", "-c", "1", "-n", "10", "-d", kForever}, 0);
  CHECK(report["failures"]["wrong_echo"] == 5);
  CHECK(report["answered"] == 5);
}

TEST_CASE("Datagrams that get lost, come twice or changed are told", "[system][tools][load][rfc862]") {
  const OddDatagramServer silent([](const std::string&, const OddDatagramServer::Reply&) {});
  check_fails("lost", {"udp", "127.0.0.1", silent.port(), "--timeout", "0.05"});
  const OddDatagramServer cuts([](const std::string& datagram, const OddDatagramServer::Reply& reply) {
    reply(std::string_view(datagram).substr(0, datagram.size() - 1));
  });
  check_fails("wrong_echo", {"udp", "127.0.0.1", cuts.port()});
  const OddDatagramServer doubles([](const std::string& datagram, const OddDatagramServer::Reply& reply) {
    reply(datagram);
    reply(datagram);
  });
  const json report =
      report_of({"udp", "127.0.0.1", doubles.port(), "-c", "1", "-n", "20", "-d", kForever}, 0);
  CHECK(report["answered"] == 20);
  // The second reply to the last datagram may come after the end.
  CHECK(report["datagrams"]["duplicates"].get<int>() >= 19);
}

TEST_CASE("Datagrams out of order and late ones are told", "[system][tools][load]") {
  std::string held;
  const OddDatagramServer swaps([&](const std::string& datagram, const OddDatagramServer::Reply& reply) {
    if (held.empty()) {
      held = datagram;
      return;
    }
    reply(datagram);
    reply(held);
    held.clear();
  });
  const json swapped = report_of({"udp", "127.0.0.1", swaps.port(), "-c", "1", "-n", "20", "-r", "1000", "-d",
                                  kForever, "--timeout", "30"},
                                 0);
  CHECK(swapped["answered"] == 20);
  CHECK(swapped["datagrams"]["reordered"] == 10);

  // Each reply comes only when the next datagram does: by then it is counted as lost.
  std::string previous;
  const OddDatagramServer slow([&](const std::string& datagram, const OddDatagramServer::Reply& reply) {
    if (!previous.empty()) reply(previous);
    previous = datagram;
  });
  const json late = report_of(
      {"udp", "127.0.0.1", slow.port(), "-c", "1", "-n", "10", "-d", kForever, "--timeout", "0.05"}, 1);
  CHECK(late["failures"]["lost"] == 10);
  CHECK(late["datagrams"]["late"].get<int>() >= 1);  // a slow machine may lose some at its own hands
}
