/// \file
/// What signals other than a stop do to the complete server: reopen the logs, or nothing. Every engine.
#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/http_server.hpp"

using namespace ladder::test;

namespace {

std::vector<std::string> each_engine(std::vector<std::string> more = {}) {
  const std::string engine = GENERATE(from_range(every_engine()));
  UNSCOPED_INFO("engine: " << engine);
  more.insert(more.end(), {"--engine", engine, "--threads", "2"});
  return more;
}

bool contains(const TempDirectory& directory, std::string_view file, std::string_view text) {
  return directory.exists(file) && directory.read(file).find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("After the access log was moved away, SIGUSR1 and SIGHUP begin a new one", "[system][stage12]") {
  const int number = GENERATE(SIGUSR1, SIGHUP);
  const TempDirectory logs;
  HttpServer server(each_engine({"--access-log", logs.path("access.log")}));
  CHECK(server.get("/hello.txt?before").status == 200);
  REQUIRE(eventually([&] { return contains(logs, "access.log", "?before"); }));
  std::filesystem::rename(logs.path("access.log"), logs.path("access.log.1"));
  CHECK(server.get("/hello.txt?between").status == 200);
  REQUIRE(eventually([&] { return contains(logs, "access.log.1", "?between"); }));
  server.process().signal(number);
  REQUIRE(server.process().log_says("log files reopened"));
  CHECK(server.get("/hello.txt?after").status == 200);
  CHECK(eventually([&] { return contains(logs, "access.log", "?after"); }));
  CHECK_FALSE(contains(logs, "access.log.1", "?after"));
  CHECK(server.process().stop() == 0);
  CHECK(std::ranges::count(logs.read("access.log.1"), '\n') == 2);
  CHECK(std::ranges::count(logs.read("access.log"), '\n') == 1);
}

TEST_CASE("An access log that cannot be reopened is written on, and the log says so", "[system][stage12]") {
  const TempDirectory logs;
  HttpServer server(each_engine({"--access-log", logs.path("access.log")}));
  std::filesystem::rename(logs.path("access.log"), logs.path("access.log.1"));
  logs.make_directory("access.log");  // whoever runs this test, root too, cannot write to a directory
  server.process().signal(SIGUSR1);
  REQUIRE(server.process().log_says("warning: SIGUSR1: access log"));
  CHECK(server.get("/hello.txt?after").status == 200);
  CHECK(eventually([&] { return contains(logs, "access.log.1", "?after"); }));
}

TEST_CASE("SIGHUP, SIGUSR1 and SIGUSR2 end nothing", "[system][stage12][signalfd.2]") {
  HttpServer server(each_engine());
  Client client = server.connect_and_ask();
  server.process().signal(SIGHUP);
  CHECK(server.process().log_says("SIGHUP: log files reopened"));
  server.process().signal(SIGUSR1);
  CHECK(server.process().log_says("SIGUSR1: log files reopened"));
  server.process().signal(SIGUSR2);
  CHECK(server.process().log_says("SIGUSR2 has no meaning here and is ignored"));
  client.send(get(server.port(), "/hello.txt"));
  CHECK(read_response(client).status == 200);
  CHECK(server.process().stop() == 0);
}

TEST_CASE("A server that was stopped and continued serves on", "[system][stage12][signal.7]") {
  HttpServer server(each_engine());
  Client idle = server.connect_and_ask();
  server.process().signal(SIGSTOP);
  Client client = server.connect();  // into the backlog
  client.send(get(server.port(), "/hello.txt"));
  server.process().signal(SIGCONT);
  CHECK(read_response(client).status == 200);
  idle.send(get(server.port(), "/hello.txt"));
  CHECK(read_response(idle).status == 200);
  CHECK(server.process().stop() == 0);
}

TEST_CASE("An upload over RLIMIT_FSIZE is refused, and ends nothing", "[system][stage12][setrlimit.2]") {
  HttpServer server(each_engine());
  const rlimit small{64 * 1024, 64 * 1024};
  REQUIRE(::prlimit(server.process().pid(), RLIMIT_FSIZE, &small, nullptr) == 0);
  CHECK(server.post("\"" + std::string(200'000, 'x') + "\"").status == 507);
  CHECK(server.root().uploads().empty());
  CHECK(server.post("\"small\"").status == 201);
  CHECK(server.process().stop() == 0);
}
