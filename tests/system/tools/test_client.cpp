/// \file
/// The HTTP client of the experiments: what it sends, what it shows, how it fails.
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/http_server.hpp"
#include "support/terminal.hpp"
#include "support/tool_run.hpp"

using namespace ladder::test;

namespace {

ToolRun client(const std::vector<std::string>& arguments) { return run_tool("client", arguments); }

std::string port_of(const HttpServer& server) { return std::to_string(server.port()); }

/// Answers one request with what the test says, and remembers the request's head.
struct Once {
  explicit Once(std::string answer)
      : server([this, answer = std::move(answer)](Client& peer) {
          const std::string head = peer.receive_through("\r\n\r\n");
          (void)peer.try_send(answer);
          request = head;
        }) {}
  std::string request;  // read after the client's end: it has had the answer
  OddServer server;
};

}  // namespace

TEST_CASE("The client shows the exchange", "[system][tools][client]") {
  const HttpServer server;
  const ToolRun run = client({"127.0.0.1", port_of(server), "/hello.txt"});
  CAPTURE(run.output, run.log);
  CHECK(run.status.value_or(-1) == 0);
  CHECK(run.says("> GET /hello.txt HTTP/1.1\n"));
  CHECK(run.says("> Host: 127.0.0.1:" + port_of(server) + "\n"));
  CHECK(run.says("< HTTP/1.1 200 OK\n"));
  CHECK(run.output.ends_with("<\n" + server.root().read("hello.txt")));
  CHECK(run.log.empty());
  const ToolRun url = client({"http://127.0.0.1:" + port_of(server) + "/hello.txt?a#b"});
  CHECK(url.says("> GET /hello.txt?a HTTP/1.1\n"));
  CHECK(url.says("< HTTP/1.1 200 OK\n"));
}

TEST_CASE("Method, fields and a body of text or from a file are sent", "[system][tools][client]") {
  const HttpServer server;
  const ToolRun head = client({"127.0.0.1", port_of(server), "/hello.txt", "--method", "HEAD"});
  CHECK(head.says("> HEAD /hello.txt"));
  CHECK(head.output.ends_with("<\n"));
  const ToolRun text = client({"127.0.0.1", port_of(server), "/upload", "--body", "{\"a\":1}", "-H",
                               "Content-Type: application/json", "-H", "X-More: yes"});
  CHECK(text.says("> POST /upload HTTP/1.1\n"));
  CHECK(text.says("> X-More: yes\n"));
  CHECK(text.says("> Content-Length: 7\n"));
  CHECK(text.says("< HTTP/1.1 201 Created\n"));
  const TempDirectory directory;
  directory.write("body.json", "[1, 2, 3]");
  const ToolRun file = client({"127.0.0.1", port_of(server), "/upload", "--body-file",
                               directory.path("body.json"), "--header", "Content-Type: application/json"});
  CHECK(file.says("< HTTP/1.1 201 Created\n"));
  REQUIRE(server.root().uploads().size() == 2);
}

TEST_CASE("A series goes over one connection", "[system][tools][client][rfc9112-9.3]") {
  const HttpServer server({"--max-requests", "3"});
  const ToolRun three = client({"127.0.0.1", port_of(server), "/hello.txt", "--repeat", "3"});
  CHECK(three.status.value_or(-1) == 0);
  std::size_t answers = 0;
  for (auto at = three.output.find("< HTTP/1.1 200"); at != std::string::npos;
       at = three.output.find("< HTTP/1.1 200", at + 1))
    ++answers;
  CHECK(answers == 3);
  const ToolRun four = client({"127.0.0.1", port_of(server), "/hello.txt", "--repeat", "4"});
  CHECK(four.status.value_or(-1) == 1);
  CHECK(four.log == "client: the server ended the connection after 3 of 4 answers\n");
}

TEST_CASE("A download is saved; a terminal shows a long one on its way", "[system][tools][client]") {
  const HttpServer server;
  const TempDirectory directory;
  const std::string content = server.add_file("large.txt", kLargeBytes);
  const ToolRun run = client(
      {"127.0.0.1", port_of(server), "/large.txt", "--output", directory.path("saved"), "--timeout", "60"});
  CHECK(run.status.value_or(-1) == 0);
  CHECK(run.log.empty());  // no terminal, no bar
  CHECK((directory.read("saved") == content));

  const std::string half(1'000, 'x');
  const OddServer slow([&](Client& peer) {
    (void)peer.receive_through("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + half);
    std::this_thread::sleep_for(std::chrono::milliseconds(700));  // longer than a bar waits to appear
    peer.send(half);
  });
  Terminal terminal;
  Process process(
      terminal.showing_errors({program("client"), slow.url(), "--output", directory.path("slowly")}));
  CHECK(finish(process).status.value_or(-1) == 0);
  const std::string shown = terminal.shown();
  CAPTURE(shown);
  CHECK(shown.find("[==============================] 100 %  2.00 kB of 2.00 kB") != std::string::npos);
  CHECK(shown.ends_with("\r\x1b[K"));
  CHECK((directory.read("slowly") == half + half));
}

TEST_CASE("Each failure of the network is one line that says what to look at", "[system][tools][client]") {
  const OddServer silent([](Client& peer) { (void)peer.receive_all(); });
  const OddServer resets([](Client& peer) {
    (void)peer.receive_through("\r\n\r\n");
    peer.reset();
  });
  const Once cut("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
  const Once nothing("");
  const Once foreign("SSH-2.0-OpenSSH\r\n");
  struct Case {
    std::vector<std::string> arguments;
    std::string line;
  };
  const std::vector<Case> cases{
      {{"127.0.0.1", deserted_port()}, "connection refused (is a server listening there?)"},
      {{"no-such-host.invalid"}, "no-such-host.invalid:8080: "},
      {{"127.0.0.1", silent.port(), "--timeout", "0.2"}, "timed out, no answer within 0.2 s"},
      {{"127.0.0.1", resets.port()}, "the connection was reset by the other side"},
      {{cut.server.url()}, "closed the connection 2 of 5 bytes before the end of the body"},
      {{nothing.server.url()}, "closed the connection without an answer"},
      {{foreign.server.url()}, "the answer is not HTTP: "}};
  for (const auto& [arguments, line] : cases) {
    CAPTURE(arguments, line);
    const ToolRun run = client(arguments);
    CAPTURE(run.log);
    CHECK(run.status.value_or(-1) == 1);
    CHECK(run.log_lines() == 1);
    CHECK(run.log.starts_with("client: "));
    CHECK(run.complains(line));
  }
}

TEST_CASE("The client explains itself, and refuses wrong arguments with one line",
          "[system][tools][client]") {
  const ToolRun help = client({"--help"});
  CHECK(help.status.value_or(-1) == 0);
  CHECK(help.says("--repeat"));
  const std::vector<std::vector<std::string>> wrong{{"127.0.0.1", "0"},
                                                    {"127.0.0.1", "80", "/a b"},
                                                    {"https://127.0.0.1/"},
                                                    {"http://127.0.0.1/", "80"},
                                                    {"--method", "GE T"},
                                                    {"--header", "no colon"},
                                                    {"--body", "x", "--body-file", "/dev/null"},
                                                    {"--body-file", "/no/such/file"},
                                                    {"--repeat", "0"},
                                                    {"--timeout", "0"},
                                                    {"--no-such-option"}};
  for (const auto& arguments : wrong) {
    CAPTURE(arguments);
    const ToolRun run = client(arguments);
    CAPTURE(run.log);
    CHECK(run.status.value_or(-1) == 2);
    CHECK(run.log_lines() == 1);
    CHECK(run.log.starts_with("client: "));
  }
}
