/// \file
/// The load generator against servers that do as they should, and its command line.
#include <atomic>
#include <csignal>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/http_server.hpp"
#include "support/terminal.hpp"
#include "support/tool_run.hpp"

using namespace ladder::test;
using nlohmann::json;

namespace {

// Long enough for any machine: the number of requests ends these runs.
const std::string kForever = "600";

ToolRun load(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--json", "-", "--quiet"});
  return run_tool("load", std::move(arguments));
}

std::string number(int value) { return std::to_string(value); }

// What every run without trouble must show.
void check_all_answered(const ToolRun& run, int requests) {
  CAPTURE(run.output, run.log);
  REQUIRE(run.status.value_or(-1) == 0);
  const json report = run.json();
  CHECK(report["ended"] == "requests");
  CHECK(report["started"] == requests);
  CHECK(report["answered"] == requests);
  CHECK(report["failed"] == 0);
  CHECK(report["cut_off"] == 0);
  CHECK(report["answers_per_second"].get<double>() > 0);
  const json latency = report["latency_microseconds"];
  const char* const order[] = {"min", "p50", "p90", "p99", "p99_9", "max"};
  CHECK(latency["min"].get<double>() > 0);
  for (std::size_t i = 1; i < std::size(order); ++i)
    CHECK(latency[order[i - 1]].get<double>() <= latency[order[i]].get<double>());
}

}  // namespace

TEST_CASE("load gets every answer of the complete server", "[system][tools][load]") {
  const HttpServer server({"--max-requests", "100000"});
  const int requests = scaled(5'000);
  const std::string url = "http://127.0.0.1:" + number(server.port()) + "/hello.txt";
  const ToolRun run = load({"http", url, "-n", number(requests), "-c", "16", "-t", "2", "-d", kForever});
  check_all_answered(run, requests);
  CHECK(run.json()["connections_opened"] == 16);
  CHECK(run.json()["settings"]["loop"] == "closed");
}

TEST_CASE("A connection that the server ends in its time is no failure, pipelined or not",
          "[system][tools][load][rfc9112-9.3.2]") {
  const HttpServer server({"--max-requests", "10"});
  const int requests = scaled(2'000);
  for (const char* pipeline : {"1", "3", "16"}) {
    CAPTURE(pipeline);
    const ToolRun run = load({"http", "localhost", number(server.port()), "--path", "/hello.txt", "-n",
                              number(requests), "-c", "4", "--pipeline", pipeline, "-d", kForever});
    check_all_answered(run, requests);
    CHECK(run.json()["connections_opened"].get<int>() >= requests / 10);
  }
}

TEST_CASE("With --close each request has a connection of its own", "[system][tools][load][rfc9112-9.6]") {
  const HttpServer server;
  const int requests = scaled(300);
  const ToolRun run = load({"http", "127.0.0.1", number(server.port()), "--path", "/hello.txt", "--close",
                            "-n", number(requests), "-d", kForever});
  check_all_answered(run, requests);
  CHECK(run.json()["connections_opened"] == requests);
}

TEST_CASE("load reads bodies of many megabytes", "[system][tools][load]") {
  const HttpServer server;
  (void)server.add_file("large.txt", kLargeBytes);
  const ToolRun run =
      load({"http", "127.0.0.1", number(server.port()), "--path", "/large.txt", "-n", "4", "-c", "2", "-d",
            kForever, "--timeout", "60", "--length", std::to_string(kLargeBytes)});
  check_all_answered(run, 4);
  CHECK(run.json()["received_bytes"].get<std::size_t>() > 4 * kLargeBytes);
}

TEST_CASE("load checks the echo of stage 01 and of stage 03", "[system][tools][load][rfc862]") {
  const StartedServer one("stage_01_tcp_echo");
  const int requests = scaled(1'000);
  check_all_answered(
      load({"tcp", "127.0.0.1", number(one.port()), "-c", "1", "-n", number(requests), "-d", kForever}),
      requests);
  const StartedServer many("stage_03_thread_per_connection");
  const ToolRun run = load({"tcp", "127.0.0.1", number(many.port()), "-c", "4", "-n", "8", "-s", "3000000",
                            "-d", kForever, "--timeout", "60"});
  check_all_answered(run, 8);
  CHECK(run.json()["sent_bytes"] == 24'000'000);
  CHECK(run.json()["received_bytes"] == 24'000'000);
}

TEST_CASE("load checks the datagrams of stage 02", "[system][tools][load][rfc862]") {
  const StartedServer server("stage_02_udp_echo_server");
  const int requests = scaled(1'000);
  for (const char* size : {"8", "1472", "65507"}) {
    const ToolRun run = load({"udp", "127.0.0.1", number(server.port()), "-c", "2", "-n", number(requests),
                              "-s", size, "-d", kForever, "--timeout", "60"});
    check_all_answered(run, requests);
    CHECK(run.json()["datagrams"]["duplicates"] == 0);
  }
}

TEST_CASE("An open loop sends what is due and no more", "[system][tools][load]") {
  const HttpServer server;
  const ToolRun run = load({"http", "127.0.0.1", number(server.port()), "--path", "/hello.txt", "-n", "50",
                            "-r", "200", "-c", "4", "-t", "2", "-d", kForever});
  check_all_answered(run, 50);
  CHECK(run.json()["settings"]["rate"] == 200);
  // The last of 50 is due 245 ms after the first: a schedule that hurries would be over before.
  CHECK(run.json()["elapsed_seconds"].get<double>() >= 0.245);
}

TEST_CASE("The duration ends a run, and the table tells what came of it", "[system][tools][load]") {
  const HttpServer server;
  const ToolRun run = run_tool("load", {"http", "127.0.0.1", number(server.port()), "--path", "/hello.txt",
                                        "-d", "0.3", "-H", "X-Experiment: yes"});
  CAPTURE(run.output, run.log);
  CHECK(run.status.value_or(-1) == 0);
  for (const char* part : {"closed loop", "answered", "p99.9", "max", "connections"}) {
    CAPTURE(part);
    CHECK(run.says(part));
  }
  CHECK(run.log.empty());  // no terminal: no progress line
}

TEST_CASE("SIGINT ends a run early, with its summary", "[system][tools][load]") {
  std::atomic<int> messages{0};
  const OddServer server([&](Client& client) {
    for (std::string byte = client.receive(1); !byte.empty() && client.try_send(byte);
         byte = client.receive(1))
      ++messages;
  });
  const TempDirectory directory;
  Process process({program("load"), "tcp", "127.0.0.1", server.port(), "--size", "1", "-d", kForever,
                   "--json", directory.path("report.json")});
  REQUIRE(eventually([&] { return messages >= 10; }));  // it is at work
  process.signal(SIGINT);
  const ToolRun run = finish(process);
  CHECK(run.status.value_or(-1) == 0);
  CHECK(run.says("ended by a signal"));
  const json report = json::parse(directory.read("report.json"));
  CHECK(report["ended"] == "signal");
  CHECK(report["started"] == report["answered"].get<int>() + report["cut_off"].get<int>());
}

TEST_CASE("load explains itself", "[system][tools][load]") {
  CHECK(run_tool("load", {"--help"}).says("udp"));
  for (const char* protocol : {"http", "tcp", "udp"}) {
    const ToolRun help = run_tool("load", {protocol, "--help"});
    CHECK(help.status.value_or(-1) == 0);
    CHECK(help.says("--rate"));
    CHECK(help.says("--json"));
  }
}

TEST_CASE("load refuses wrong arguments with one line and exit status 2", "[system][tools][load]") {
  const std::vector<std::vector<std::string>> wrong{
      {},
      {"ftp", "127.0.0.1", "21"},
      {"http"},
      {"http", "127.0.0.1"},
      {"http", "127.0.0.1", "99999"},
      {"http", "https://127.0.0.1/"},
      {"http", "http://127.0.0.1:80/", "80"},
      {"http", "http://127.0.0.1/", "--connections", "0"},
      {"http", "http://127.0.0.1/", "--rate", "-5"},
      {"http", "http://127.0.0.1/", "--duration", "never"},
      {"http", "http://127.0.0.1/", "--close", "--pipeline", "2"},
      {"http", "http://127.0.0.1/", "--header", "no colon"},
      {"http", "127.0.0.1", "80", "--path", "/a b"},
      {"tcp", "127.0.0.1"},
      {"tcp", "127.0.0.1", "7", "--size", "0"},
      {"udp", "127.0.0.1", "7", "--size", "7"},
      {"udp", "127.0.0.1", "7", "--pipeline", "2"}};
  for (const auto& arguments : wrong) {
    CAPTURE(arguments);
    const ToolRun run = run_tool("load", arguments);
    CAPTURE(run.log);
    CHECK(run.status.value_or(-1) == 2);
    CHECK(run.log_lines() == 1);
    CHECK(run.log.starts_with("load: "));
    CHECK(run.output.empty());
  }
}

TEST_CASE("A terminal shows a line each second, unless quiet", "[system][tools][load]") {
  const HttpServer server;
  std::vector<std::string> command{program("load"), "http",       "127.0.0.1", number(server.port()),
                                   "--path",        "/hello.txt", "-d",        "1.5"};
  Terminal terminal;
  Process shown(terminal.showing_errors(command));
  CHECK(finish(shown).status.value_or(-1) == 0);
  CHECK(terminal.shown().starts_with("load: 1 s: "));
  CHECK(terminal.shown().find(" answers/s, ") != std::string::npos);
  Terminal dark;
  command.push_back("--quiet");
  Process quiet(dark.showing_errors(command));
  CHECK(finish(quiet).status.value_or(-1) == 0);
  CHECK(dark.shown().empty());
}
