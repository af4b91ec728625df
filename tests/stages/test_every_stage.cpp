/// \file
/// What every stage promises: it stops within 3 s of SIGTERM, whatever its clients do, and says clearly why
/// it cannot start.
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string>
#include <vector>

#include "os/datagram.hpp"
#include "os/io.hpp"
#include "os/socket.hpp"
#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/programs.hpp"
#include "support/trace_file.hpp"

using namespace ladder;
using namespace ladder::test;

namespace {

enum class Speaks { echo, datagrams, http };

struct StageProgram {
  const char* name;
  Speaks speaks;
};

/// All that can run here.
const std::vector<StageProgram>& stages() {
  static const std::vector<StageProgram> all = [] {
    std::vector<StageProgram> possible{{"stage_01_tcp_echo", Speaks::echo},
                                       {"stage_02_udp_echo_server", Speaks::datagrams},
                                       {"stage_03_thread_per_connection", Speaks::echo},
                                       {"stage_04_thread_pool", Speaks::echo},
                                       {"stage_05_http", Speaks::http},
                                       {"stage_06_static_files", Speaks::http},
                                       {"stage_07_json_upload", Speaks::http},
                                       {"stage_08_overload", Speaks::http},
                                       {"stage_09_event_loop", Speaks::http},
                                       {"stage_10_worker_loops", Speaks::http},
                                       {"stage_12_complete_server", Speaks::http}};
    if (uring_works()) possible.push_back({"stage_11_io_uring", Speaks::http});
    return possible;
  }();
  return all;
}

constexpr std::chrono::seconds kStopTime{3};

bool serves_files(const StageProgram& stage) {
  return stage.speaks == Speaks::http && std::string_view(stage.name) != "stage_05_http";
}

std::vector<std::string> arguments_of(const StageProgram& stage, const ServedRoot& root) {
  if (!serves_files(stage)) return {};
  return {"--root", root.path()};
}

/// A client that has been served once and now neither sends nor closes.
Client stay(const StartedServer& server, const StageProgram& stage) {
  if (stage.speaks == Speaks::http) return server.connect_and_ask();
  Client client = server.connect();
  if (client.send_and_receive("?") != "?") throw std::runtime_error("no echo");
  return client;
}

bool is_one_line(const std::string& text) {
  return std::ranges::count(text, '\n') == 1 && text.ends_with('\n');
}

}  // namespace

TEST_CASE("Every stage stops within 3 s of SIGTERM or SIGINT with exit status 0", "[stages][signalfd.2]") {
  const int number = GENERATE(SIGTERM, SIGINT);
  for (const StageProgram& stage : stages()) {
    CAPTURE(stage.name);
    const ServedRoot root;
    StartedServer server(stage.name, arguments_of(stage, root));
    server.process().signal(number);
    CHECK(server.process().wait_for_exit(promised(kStopTime)) == 0);
  }
}

TEST_CASE("Every stage stops within 3 s while clients are connected", "[stages][signalfd.2]") {
  for (const StageProgram& stage : stages()) {
    if (stage.speaks == Speaks::datagrams) continue;
    CAPTURE(stage.name);
    const ServedRoot root;
    StartedServer server(stage.name, arguments_of(stage, root));
    Client served = stay(server, stage);
    const Client silent = server.connect();
    if (stage.speaks == Speaks::http) served.send("GET / HT");  // a partial head is dropped
    CHECK(server.process().stop(promised(kStopTime)) == 0);
  }
}

TEST_CASE("A taken port ends every stage with exit status 1 and a line that names it", "[stages][bind.2]") {
  for (const StageProgram& stage : stages()) {
    CAPTURE(stage.name);
    const ServedRoot root;
    const os::Address any = os::Address::resolve("127.0.0.1", 0);
    const os::Fd taken = stage.speaks == Speaks::datagrams ? os::bind_udp(any) : os::listen_tcp(any);
    const std::string address = os::local_address(taken.get()).to_string();
    std::vector<std::string> command{program(stage.name),
                                     std::to_string(os::local_address(taken.get()).port())};
    const auto arguments = arguments_of(stage, root);
    command.insert(command.end(), arguments.begin(), arguments.end());
    Process process(command);
    CHECK(process.wait_for_exit() == 1);
    CHECK(process.whole_log().ends_with(": bind " + address + ": Address already in use\n"));
  }
}

TEST_CASE("Wrong arguments end every stage with exit status 2 and one line", "[stages]") {
  for (const StageProgram& stage : stages()) {
    CAPTURE(stage.name);
    for (const char* wrong : {"not-a-port", "65536", "-1", "--no-such-option"}) {
      CAPTURE(wrong);
      Process process({program(stage.name), wrong});
      CHECK(process.wait_for_exit() == 2);
      CHECK(is_one_line(process.whole_log()));
    }
  }
}

TEST_CASE("Every stage explains itself", "[stages]") {
  for (const StageProgram& stage : stages()) {
    CAPTURE(stage.name);
    Process process({program(stage.name), "--help"});
    CHECK(process.wait_for_exit() == 0);
    CHECK(process.whole_output().find("port") != std::string::npos);
  }
}

TEST_CASE("A stage that serves files names a root that is not there", "[stages]") {
  for (const StageProgram& stage : stages()) {
    if (!serves_files(stage)) continue;
    CAPTURE(stage.name);
    Process process({program(stage.name), "0", "--root", "/no/such/directory"});
    CHECK(process.wait_for_exit() == 1);
    const std::string log = process.whole_log();
    CHECK(log.find("/no/such/directory: No such file or directory") != std::string::npos);
  }
}

TEST_CASE("Stage 12 is the complete server", "[stages][stage12]") {
  const ServedRoot root;
  StartedServer server("stage_12_complete_server", {"--root", root.path()});
  CHECK((server.get("/").body == root.read("index.html")));
  CHECK(ask(server.address(), post_json(server.port(), "[1]")).status == 201);
  CHECK(server.process().stop(promised(kStopTime)) == 0);
}

TEST_CASE("Every stage traces what it does", "[stages][trace]") {
  for (const StageProgram& stage : stages()) {
    CAPTURE(stage.name);
    const ServedRoot root;
    const TempDirectory directory;
    std::vector<std::string> arguments = arguments_of(stage, root);
    arguments.insert(arguments.end(), {"--trace", directory.path("trace.json")});
    {
      StartedServer server(stage.name, arguments);
      if (stage.speaks == Speaks::datagrams) {
        const os::Fd socket = os::connect_udp(server.address());
        REQUIRE(::send(socket.get(), "hello", 5, 0) == 5);
        std::array<char, 16> answer{};
        REQUIRE(os::wait_ready(socket.get(), {.readable = true}, -1, kPatience).readable);
        CHECK(::recv(socket.get(), answer.data(), answer.size(), 0) == 5);
      } else {
        (void)stay(server, stage);
      }
      CHECK(server.process().stop() == 0);
    }
    const TraceFile trace(directory.read("trace.json"));
    CHECK_FALSE(trace.events().empty());
    if (stage.speaks == Speaks::datagrams) {
      REQUIRE(trace.named("received", "X").size() == 1);
      CHECK(trace.named("sent", "X").front()["args"]["bytes"] == 5);
      continue;
    }
    const auto life = trace.life_of(1);
    REQUIRE(life.size() >= 4);
    CHECK(life.front() == "accepted");
    CHECK(std::ranges::find(life, "received") < std::ranges::find(life, "sent"));
    CHECK(life.back() == "closed");
    CHECK(trace.named("GET / HTTP/1.1", "b").size() == (stage.speaks == Speaks::http ? 1 : 0));
  }
}
