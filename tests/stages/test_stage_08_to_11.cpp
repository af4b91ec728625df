/// \file
/// What stages 08 to 11 promise: floods and slow clients; thousands of idle ones.
#include <csignal>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/programs.hpp"

using namespace ladder::test;

namespace {

/// A stage that serves a root of its own.
struct Stage {
  ServedRoot root;
  StartedServer server;
  explicit Stage(std::string_view name, std::vector<std::string> arguments = {})
      : server(name, with_root(root, std::move(arguments))) {}
  static std::vector<std::string> with_root(const ServedRoot& root, std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--root", root.path()});
    return arguments;
  }
};

constexpr const char* kStage08 = "stage_08_overload";
constexpr const char* kStage09 = "stage_09_event_loop";
constexpr const char* kStage10 = "stage_10_worker_loops";
constexpr const char* kStage11 = "stage_11_io_uring";

/// Those with event loops that can run here.
std::vector<std::string> loop_stages() {
  std::vector<std::string> names{kStage09, kStage10};
  if (uring_works()) names.emplace_back(kStage11);
  return names;
}

std::vector<std::string> all_stages() {
  std::vector<std::string> names = loop_stages();
  names.emplace(names.begin(), kStage08);
  return names;
}

}  // namespace

TEST_CASE("A flood of stage 08 reads whole 503s with Retry-After", "[stages][stage08][rfc9110-10.2.3]") {
  const Stage stage(kStage08, {"--threads", "2", "--queue", "0"});
  const Client first = stage.server.connect_and_ask();
  const Client second = stage.server.connect_and_ask();
  std::vector<Client> flood;
  for (int i = 0; i < scaled(100); ++i) {
    flood.push_back(stage.server.connect());
    (void)flood.back().try_send(get(stage.server.port(), "/"));
  }
  for (Client& refused : flood) {
    const Response response = read_response(refused);
    REQUIRE(response.status == 503);
    REQUIRE(response.complete);
    REQUIRE_FALSE(response.field("Retry-After").empty());
    REQUIRE(refused.receive_all().empty());
    REQUIRE(refused.end() == End::clean);
  }
}

TEST_CASE("A head that is not complete in time ends in 408", "[stages][stage08][rfc9110-15.5.9]") {
  const std::string name = GENERATE(from_range(all_stages()));
  CAPTURE(name);
  const Stage stage(name, {"--header-timeout", "0.3"});
  Client slow = stage.server.connect();
  slow.send("GET / HTTP/1.1\r\nHost: ");
  const Response response = read_response(slow);
  CHECK(response.status == 408);
  CHECK(response.complete);
  CHECK(slow.receive_all().empty());
  CHECK(slow.end() == End::clean);
}

TEST_CASE("Slow clients of stage 08 do not keep its workers for ever", "[stages][stage08]") {
  const Stage stage(kStage08, {"--threads", "2", "--queue", "5", "--header-timeout", "0.3"});
  std::vector<Client> slow;
  for (int i = 0; i < 2; ++i) {
    slow.push_back(stage.server.connect());
    slow.back().send("GET /");
  }
  CHECK(stage.server.get("/hello.txt").status == 200);
}

TEST_CASE("A stop of stages 08 to 11 finishes what is in flight", "[stages][stage08]") {
  const std::string name = GENERATE(from_range(all_stages()));
  CAPTURE(name);
  Stage stage(name);
  const std::string content = noise(8'000'000);
  stage.root.write("large.txt", content);
  Client downloading(stage.server.address(), 64 * 1024);
  downloading.send(get(stage.server.port(), "/large.txt"));
  std::string got = downloading.receive(1'000);
  stage.server.process().signal(SIGTERM);
  REQUIRE(stage.server.process().log_says("stopping"));
  got += downloading.receive_all();
  CHECK(downloading.end() == End::clean);
  REQUIRE(got.find("\r\n\r\n") != std::string::npos);
  CHECK((got.substr(got.find("\r\n\r\n") + 4) == content));
  CHECK(stage.server.process().wait_for_exit(promised(std::chrono::seconds(3))) == 0);
}

TEST_CASE("1,000 idle and 200 dribbling connections, and a request is answered",
          "[stages][stage09][epoll.7]") {
  const std::string name = GENERATE(from_range(loop_stages()));
  CAPTURE(name);
  Stage stage(name);
  (void)stage.server.connect_and_ask();
  const std::size_t threads = stage.server.process().threads();
  const int possible = connections_possible(scaled(1'200));
  std::vector<Client> clients;
  for (int i = 0; i < possible; ++i) clients.push_back(stage.server.connect());
  const std::string request = get(stage.server.port(), "/hello.txt");
  const auto dribbling = static_cast<std::size_t>(possible / 6);
  for (std::size_t byte = 0; byte < 10; ++byte)
    for (std::size_t i = 0; i < dribbling; ++i) REQUIRE(clients[i].try_send(request.substr(byte, 1)));
  CHECK(stage.server.get("/hello.txt").status == 200);
  CHECK(stage.server.process().threads() <= threads + 4);  // upload threads may start lazily
  // Nobody was forgotten: the dribbling ones finish their requests, an idle one begins.
  for (std::size_t i = 0; i < dribbling; ++i) {
    REQUIRE(clients[i].try_send(request.substr(10)));
    REQUIRE(read_response(clients[i]).status == 200);
  }
  clients.back().send(request);
  CHECK(read_response(clients.back()).status == 200);
}

TEST_CASE("Stages 10 and 11 have as many loops as they are told, and no more threads with more clients",
          "[stages][stage10][stage11]") {
  const std::string name = GENERATE(from_range(loop_stages()));
  if (name == kStage09) return;  // it has one loop
  CAPTURE(name);
  const auto threads_with = [&name](const char* loops) {
    Stage stage(name, {"--threads", loops});
    std::vector<Client> clients;
    for (int i = 0; i < 50; ++i) clients.push_back(stage.server.connect_and_ask());
    return stage.server.process().threads();
  };
  const std::size_t with_two = threads_with("2");
  CHECK(threads_with("5") == with_two + 3);
}

TEST_CASE("Stage 11 says so where io_uring is refused", "[stages][stage11]") {
  if (!uring_works()) return;
  const ServedRoot root;
  Process process({program("without_uring"), program(kStage11), "0", "--root", root.path()});
  CHECK(process.wait_for_exit() == 1);
  CHECK(process.whole_log() == "stage_11_io_uring: io_uring_setup: Operation not permitted\n");
}
