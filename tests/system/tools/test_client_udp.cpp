/// \file
/// The UDP client of the experiments.
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/programs.hpp"
#include "support/tool_run.hpp"

using namespace ladder::test;

TEST_CASE("client_udp prints the reply to each argument, or to each line of its input",
          "[system][tools][client_udp]") {
  const StartedServer server("stage_02_udp_echo_server");
  const std::string port = std::to_string(server.port());
  const ToolRun words = run_tool("client_udp", {"127.0.0.1", port, "one", "two words", ""});
  CHECK(words.status.value_or(-1) == 0);
  CHECK(words.output == "one\ntwo words\n\n");
  const ToolRun lines = run_tool("client_udp", {"127.0.0.1", port}, "first\n\nlast without end");
  CHECK(lines.status.value_or(-1) == 0);
  CHECK(lines.output == "first\n\nlast without end\n");
}

TEST_CASE("client_udp fails with one line", "[system][tools][client_udp]") {
  const OddDatagramServer silent([](const std::string&, const OddDatagramServer::Reply&) {});
  struct Case {
    std::vector<std::string> arguments;
    int status;
    std::string line;
  };
  const std::vector<Case> cases{
      {{"127.0.0.1", deserted_port(), "anybody?"}, 1, "connection refused (is a server listening there?)"},
      {{"no-such-host.invalid", "9", "x"}, 1, "no-such-host.invalid:9: "},
      {{"127.0.0.1", silent.port(), "x", "--timeout", "0.2"}, 1, "no reply within 0.2 s"},
      {{"127.0.0.1", silent.port(), std::string(65'508, 'x')}, 2, "does not fit in a datagram"},
      {{"127.0.0.1", "65536"}, 2, "PORT"},
      {{"--no-such-option"}, 2, "--no-such-option"}};
  for (const auto& [arguments, status, line] : cases) {
    CAPTURE(line);
    const ToolRun run = run_tool("client_udp", arguments);
    CAPTURE(run.log);
    CHECK(run.status.value_or(-1) == status);
    CHECK(run.log_lines() == 1);
    CHECK(run.log.starts_with("client_udp: "));
    CHECK(run.complains(line));
  }
  CHECK(run_tool("client_udp", {"--help"}).says("--timeout"));
}
