/// \file
/// The slow client: what it tells of servers that defend themselves, and of some that do not.
#include <atomic>
#include <csignal>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/http_server.hpp"
#include "support/tool_run.hpp"

using namespace ladder::test;
using nlohmann::json;

namespace {

// Long enough for any machine: the end of its connections ends these runs.
const std::string kForever = "600";
constexpr int kConnections = 5;

std::string url(const HttpServer& server, std::string_view path) {
  return "http://127.0.0.1:" + std::to_string(server.port()) + std::string(path);
}

json slow(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"-c", std::to_string(kConnections), "--json", "-", "--quiet"});
  const ToolRun run = run_tool("slow", std::move(arguments));
  CAPTURE(run.output, run.log);
  REQUIRE(run.status.value_or(-1) == 0);
  return run.json();
}

/// The same became of all connections.
void check_all(const json& report, const std::string& what) {
  CAPTURE(report.dump(2));
  REQUIRE(report["groups"].size() == 1);
  CHECK(report["groups"][0]["what"] == what);
  CHECK(report["groups"][0]["connections"] == kConnections);
  CHECK(report["connections"].size() == kConnections);
}

}  // namespace

TEST_CASE("A head that never ends is answered 408", "[system][tools][slow][rfc9110-15.5.9]") {
  const HttpServer server({"--header-timeout", "0.4"});
  const json report = slow({"head", url(server, "/"), "-i", "0.05", "-d", kForever});
  check_all(report, "answered 408, then closed");
  CHECK(report["groups"][0]["after_seconds"]["shortest"].get<double>() >= 0.4);
  CHECK(report["connections"][0]["whole_answer"] == true);
}

TEST_CASE("A body that makes no progress is answered 408; one that makes some is waited for",
          "[system][tools][slow][rfc9110-15.5.9]") {
  const HttpServer stern({"--body-timeout", "0.4"});
  check_all(slow({"body", url(stern, "/upload"), "-i", kForever, "-d", kForever}),
            "answered 408, then closed");
  const HttpServer patient({"--body-timeout", "60"});
  check_all(slow({"body", url(patient, "/upload"), "-i", "0.01", "-b", "7", "--length", "100", "-d", "2"}),
            "answered 201, still open");
}

TEST_CASE("A slow reader is seen to have got a part", "[system][tools][slow]") {
  const HttpServer server;
  (void)server.add_file("large.txt", kLargeBytes);
  const json report = slow({"read", url(server, "/large.txt"), "-i", "0.01", "-b", "1000", "-d", "1"});
  check_all(report, "part of a 200, still open");
  // A hundred steps at the very most.
  CHECK(report["connections"][0]["received_bytes"].get<int>() <= 100'000);
  check_all(slow({"read", url(server, "/hello.txt"), "-i", "0.01", "-b", "1000", "-d", kForever}),
            "answered 200, then closed");
}

TEST_CASE("A silent connection is closed without a word, before a request and after",
          "[system][tools][slow][rfc9112-9.5]") {
  const HttpServer server({"--idle-timeout", "0.3", "--header-timeout", "0.3"});
  check_all(slow({"idle", url(server, "/"), "-d", kForever}), "no answer, then closed");
  check_all(slow({"idle", url(server, "/hello.txt"), "--after-request", "-d", kForever}),
            "answered 200, then closed");
}

TEST_CASE("Resets in mid-answer leave the server at work", "[system][tools][slow]") {
  const HttpServer server;
  (void)server.add_file("large.txt", kLargeBytes);
  check_all(slow({"reset", url(server, "/large.txt"), "-b", "1000", "-d", kForever}),
            "part of a 200, then reset by us");
  const json again =
      slow({"reset", url(server, "/large.txt"), "--again", "-i", "0.01", "-b", "1000", "-d", "1"});
  CHECK(again["connections"].size() > kConnections);
  CHECK(server.get("/hello.txt").status == 200);
}

TEST_CASE("A full server's refusals are read", "[system][tools][slow][rfc9110-15.6.4]") {
  const HttpServer server({"--threads", "1", "--engine", "threads", "--queue", "0"});
  const Client holder = server.connect_and_ask();  // the only worker is taken
  check_all(slow({"idle", url(server, "/"), "-d", kForever}), "answered 503, then closed");
}

TEST_CASE("A server that resets, and one that nobody runs", "[system][tools][slow]") {
  const OddServer resets([](Client& client) {
    (void)client.receive(1);
    client.reset();
  });
  check_all(slow({"head", resets.url(), "-i", "0.01", "-d", kForever}),
            "no answer, then reset by the server");
  const ToolRun run = run_tool("slow", {"idle", "127.0.0.1", deserted_port(), "-d", kForever});
  CHECK(run.status.value_or(-1) == 1);
  CHECK(run.says("connection refused"));
  const ToolRun unknown = run_tool("slow", {"idle", "no-such-host.invalid", "80"});
  CHECK(unknown.status.value_or(-1) == 1);
  CHECK(unknown.log_lines() == 1);
  CHECK(unknown.complains("no-such-host.invalid:80: "));
}

TEST_CASE("SIGINT ends the slow client with its table", "[system][tools][slow]") {
  std::atomic<int> connected{0};
  const OddServer silent([&](Client& client) {
    ++connected;
    (void)client.receive_all();
  });
  Process process({program("slow"), "idle", "127.0.0.1", silent.port(), "-d", kForever});
  REQUIRE(eventually([&] { return connected == 10; }));
  process.signal(SIGINT);
  const ToolRun run = finish(process);
  CHECK(run.status.value_or(-1) == 0);
  CHECK(run.says("ended by a signal"));
  CHECK(run.says("no answer, still open"));
}

TEST_CASE("slow explains itself, and refuses wrong arguments with one line", "[system][tools][slow]") {
  CHECK(run_tool("slow", {"--help"}).says("reset"));
  for (const char* mode : {"head", "body", "read", "idle", "reset"}) {
    const ToolRun help = run_tool("slow", {mode, "--help"});
    CHECK(help.status.value_or(-1) == 0);
    CHECK(help.says("--interval"));
  }
  const std::vector<std::vector<std::string>> wrong{{},
                                                    {"lazy", "127.0.0.1", "80"},
                                                    {"head"},
                                                    {"head", "127.0.0.1"},
                                                    {"head", "https://127.0.0.1/"},
                                                    {"head", "http://127.0.0.1/", "80"},
                                                    {"head", "http://127.0.0.1/", "--interval", "0"},
                                                    {"head", "http://127.0.0.1/", "--connections", "none"},
                                                    {"head", "http://127.0.0.1/", "--after-request"},
                                                    {"idle", "http://127.0.0.1/", "--bytes", "1"},
                                                    {"body", "http://127.0.0.1/", "--length", "3"}};
  for (const auto& arguments : wrong) {
    CAPTURE(arguments);
    const ToolRun run = run_tool("slow", arguments);
    CAPTURE(run.log);
    CHECK(run.status.value_or(-1) == 2);
    CHECK(run.log_lines() == 1);
    CHECK(run.log.starts_with("slow: "));
  }
}
