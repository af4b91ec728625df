/// \file
/// The complete server's command line: what it takes, what it says, how it ends.
#include <algorithm>
#include <string>
#include <vector>

#include "os/socket.hpp"
#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/http_server.hpp"

using namespace ladder;
using namespace ladder::test;

namespace {

struct Run {
  std::optional<int> status;
  std::string output;
  std::string log;
  std::ptrdiff_t lines() const { return std::ranges::count(log, '\n'); }
  bool says(std::string_view part) const { return log.find(part) != std::string::npos; }
};

/// Runs the server until it ends by itself, quiet so that only its errors are in the log.
Run run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program("http_server"));
  Process process(arguments);
  Run result;
  result.status = process.wait_for_exit();
  result.output = process.whole_output();
  result.log = process.whole_log();
  return result;
}

}  // namespace

TEST_CASE("Help and version go to standard output with exit status 0", "[system][stage12]") {
  const Run help = run({"--help"});
  CHECK(help.status == 0);
  for (const char* option :
       {"--engine", "--queue", "--root", "--allow-host", "--max-body", "--header-timeout", "--idle-timeout",
        "--drain", "--access-log", "--config", "--version"}) {
    CAPTURE(option);
    CHECK(help.output.find(option) != std::string::npos);
  }
  const Run version = run({"--version"});
  CHECK(version.status == 0);
  CHECK(version.output.starts_with("ladder "));
  CHECK(version.log.empty());
}

TEST_CASE("Where io_uring is refused, auto says so and takes epoll, and uring is an error",
          "[system][stage12][io_uring.7]") {
  const ServedRoot root;
  const auto started = [&root](const char* engine) {
    return std::vector<std::string>{
        program("without_uring"), program("http_server"), "0", "--engine", engine, "--root", root.path()};
  };
  Process automatic(started("auto"));
  const os::Address address = automatic.wait_until_listening();
  CHECK(automatic.log_says("no io_uring, so the engine is epoll: "));
  CHECK(automatic.log_says("engine epoll, "));
  CHECK(ask(address, get(address.port(), "/")).status == 200);
  CHECK(automatic.stop() == 0);
  Process wanted(started("uring"));
  CHECK(wanted.wait_for_exit() == 1);
  const std::string log = wanted.whole_log();
  CHECK(log.starts_with("http_server: --engine uring: "));
  CHECK(std::ranges::count(log, '\n') == 1);
}

TEST_CASE("Where io_uring works, auto takes it", "[system][stage12][io_uring.7]") {
  if (!uring_works()) return;
  HttpServer server;
  CHECK(server.process().log_says("engine uring, "));
  CHECK(server.get("/").status == 200);
}

TEST_CASE("Wrong arguments end with exit status 2 and one line", "[system][stage12]") {
  const std::vector<std::vector<std::string>> wrong{{"not-a-port"},
                                                    {"65536"},
                                                    {"-1"},
                                                    {"0", "127.0.0.1", "0"},
                                                    {"0", "127.0.0.1", "many"},
                                                    {"0", "127.0.0.1", "1", "too much"},
                                                    {"0", "--no-such-option"},
                                                    {"0", "--engine", "steam"},
                                                    {"0", "--queue", "-1"},
                                                    {"0", "--header-timeout", "0"},
                                                    {"0", "--header-timeout", "soon"},
                                                    {"0", "--max-requests"},
                                                    {"0", "--log-level", "loud"},
                                                    {"0", "--extensions", "h/tml"},
                                                    {"0", "--config", "/no/such/file"}};
  for (const auto& arguments : wrong) {
    CAPTURE(arguments);
    const Run result = run(arguments);
    CHECK(result.status == 2);
    CAPTURE(result.log);
    CHECK(result.lines() == 1);
    CHECK(result.log.starts_with("http_server: "));
  }
}

TEST_CASE("A bad --allow-host ends with exit status 2 and names it", "[system][stage12][rfc9110-7.2]") {
  const ServedRoot root;
  const Run result = run({"0", "--root", root.path(), "--log-level", "warn", "--allow-host", "not a host"});
  CHECK(result.status == 2);
  CHECK(result.lines() == 1);
  CHECK(result.says("--allow-host not a host"));
}

TEST_CASE("A taken port ends with exit status 1 and names bind and the address",
          "[system][stage12][bind.2]") {
  const ServedRoot root;
  const os::Fd taken = os::listen_tcp(os::Address::resolve("127.0.0.1", 0));
  const os::Address address = os::local_address(taken.get());
  const Run result = run({std::to_string(address.port()), "--root", root.path(), "--log-level", "warn"});
  CHECK(result.status == 1);
  CHECK(result.log == "http_server: bind " + address.to_string() + ": Address already in use\n");
}

TEST_CASE("What cannot be opened ends with exit status 1 and is named", "[system][stage12]") {
  const Run root = run({"0", "--root", "/no/such/root", "--log-level", "warn"});
  CHECK(root.status == 1);
  CHECK(root.lines() == 1);
  CHECK(root.says("/no/such/root: No such file or directory"));
  const ServedRoot good;
  const Run log = run({"0", "--root", good.path(), "--log-level", "warn", "--access-log", good.path()});
  CHECK(log.status == 1);
  CHECK(log.lines() == 1);
  CHECK(log.says("access log " + good.path()));
  const Run host = run({"0", "no-such-host.invalid", "--root", good.path(), "--log-level", "warn"});
  CHECK(host.status == 1);
  CHECK(host.says("no-such-host.invalid"));
}

TEST_CASE("Port, host and threads may be given by position", "[system][stage12]") {
  const ServedRoot root;
  Process process({program("http_server"), "0", "localhost", "3", "--root", root.path()});
  const os::Address address = process.wait_until_listening();
  CHECK(process.log_says("3 workers"));
  CHECK(ask(address, "GET / HTTP/1.1\r\nHost: localhost:" + std::to_string(address.port()) + "\r\n\r\n")
            .status == 200);
  CHECK(process.stop() == 0);
}

TEST_CASE("The number of threads may be given under both names, and the last one counts",
          "[system][stage12]") {
  const ServedRoot root;
  Process process(
      {program("http_server"), "0", "127.0.0.1", "3", "--threads", "4", "-t", "2", "--root", root.path()});
  (void)process.wait_until_listening();
  CHECK(process.log_says("2 workers"));
  CHECK(process.stop() == 0);
}

TEST_CASE("Options may stand in a file, and the command line has the last word", "[system][stage12]") {
  const ServedRoot root;
  root.write("options.ini", "port=0\nthreads=3\nengine=threads\nmax-requests=2\nidle-timeout=7.5\nroot=\"" +
                                root.path() + "\"\nallow-host=[\"files.example\", \"other.example:81\"]\n");
  Process process({program("http_server"), "--config", root.path("options.ini"), "--threads", "2"});
  const os::Address address = process.wait_until_listening();
  CHECK(process.log_says("engine threads, 2 workers"));
  Client client(address);
  for (int i = 0; i < 2; ++i)
    client.send("GET /hello.txt HTTP/1.1\r\nHost: files.example:" + std::to_string(address.port()) +
                "\r\n\r\n");
  CHECK(read_response(client).field("Connection") != "close");
  CHECK(read_response(client).field("Connection") == "close");  // max-requests=2
  CHECK(ask(address, "GET /hello.txt HTTP/1.1\r\nHost: other.example:81\r\n\r\n").status == 200);
  CHECK(ask(address, "GET /hello.txt HTTP/1.1\r\nHost: another.example\r\n\r\n").status == 421);
  CHECK(process.stop() == 0);
}

TEST_CASE("A wrong option in a file ends with exit status 2", "[system][stage12]") {
  const ServedRoot root;
  root.write("options.ini", GENERATE("no-such-option=1\n", "queue=many\n"));
  const Run result =
      run({"0", "--root", root.path(), "--log-level", "warn", "--config", root.path("options.ini")});
  CHECK(result.status == 2);
  CHECK(result.lines() == 1);
}
