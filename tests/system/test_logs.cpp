/// \file
/// What the complete server writes down: access lines, warnings, and that nobody can forge them.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <regex>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "os/socket.hpp"
#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/http_server.hpp"

using namespace ladder;
using namespace ladder::test;

namespace {

/// A server with an access log, and its lines. One worker: the lines of several come in any order.
struct LoggingServer {
  TempDirectory directory;
  HttpServer server{arguments(directory)};

  static std::vector<std::string> arguments(const TempDirectory& directory) {
    const std::string engine = GENERATE(from_range(every_engine()));
    UNSCOPED_INFO("engine: " << engine);
    return {"--engine", engine, "--threads", "1", "--access-log", directory.path("access.log")};
  }
  /// The lines when the server has stopped, which writes out what was gathered.
  std::vector<std::string> lines_after_stop() {
    CHECK(server.process().stop() == 0);
    std::vector<std::string> lines;
    std::istringstream text(directory.read("access.log"));
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }
};

bool matches(const std::string& line, const std::string& pattern) {
  return std::regex_match(line, std::regex(pattern));
}

const std::string kWhen = R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ )";

}  // namespace

TEST_CASE("The access log has one line a request: who, what, status, bytes, time, transfer",
          "[system][stage12]") {
  LoggingServer logging;
  HttpServer& server = logging.server;
  const std::size_t logo_bytes = server.get("/logo.png").body.size();
  Client client = server.connect();
  const std::string who = "127\\.0\\.0\\.1:" + std::to_string(client.local_port()) + " ";
  client.send(get(server.port(), "/") + get(server.port(), "/missing.html?q=1"));
  const std::size_t page_bytes = read_response(client).body.size();
  CHECK(read_response(client).status == 404);
  client.close();
  const auto lines = logging.lines_after_stop();
  REQUIRE(lines.size() == 3);
  CAPTURE(lines);
  CHECK(matches(lines[0], kWhen + R"(127\.0\.0\.1:\d+ "GET /logo\.png HTTP/1\.1" 200 )" +
                              std::to_string(logo_bytes) + R"( bytes \d+ us .+)"));
  CHECK(matches(lines[1], kWhen + who + R"("GET / HTTP/1\.1" 200 )" + std::to_string(page_bytes) +
                              R"( bytes \d+ us .+)"));
  CHECK(matches(lines[2], kWhen + who + R"("GET /missing\.html\?q=1 HTTP/1\.1" 404 \d+ bytes \d+ us.*)"));
}

TEST_CASE("Access lines reach the file while the server runs", "[system][stage12]") {
  LoggingServer logging;
  CHECK(logging.server.get("/hello.txt").status == 200);
  CHECK(eventually(
      [&] { return logging.directory.read("access.log").find("/hello.txt") != std::string::npos; }));
}

TEST_CASE("Without a file the access lines stand in the log", "[system][stage12]") {
  HttpServer server;
  CHECK(server.get("/hello.txt").status == 200);
  CHECK(server.process().log_says("\"GET /hello.txt HTTP/1.1\" 200 "));
}

TEST_CASE("A download that breaks off is logged with the bytes that were sent", "[system][stage12]") {
  LoggingServer logging;
  (void)logging.server.add_file("large.txt", kLargeBytes);
  Client client(logging.server.address(), 64 * 1024);
  client.send(get(logging.server.port(), "/large.txt"));
  CHECK(client.receive(1'000).size() == 1'000);
  client.reset();
  const auto lines = logging.lines_after_stop();
  REQUIRE(lines.size() == 1);
  CAPTURE(lines[0]);
  CHECK(lines[0].find("(broken off)") != std::string::npos);
  std::smatch bytes;
  REQUIRE(std::regex_search(lines[0], bytes, std::regex(R"( 200 (\d+) bytes )")));
  CHECK(std::stoul(bytes[1]) < kLargeBytes);
}

TEST_CASE("Log lines cannot be forged by what stands in a request line", "[system][stage12][rfc9112-3]") {
  LoggingServer logging;
  const std::string forged =
      "GET /a\r2030-01-01T00:00:00Z 1.2.3.4:5 \"GET /forged\x1b[2J\x7f\xc3\xa9 HTTP/1.1";
  CHECK(ask(logging.server.address(), forged + std::string("\0\r\n\r\n", 5)).status == 400);
  CHECK(ask(logging.server.address(), get(logging.server.port(), "/a\\x22%22%0a%1b")).status >= 400);
  CHECK(logging.server.get("/hello.txt").status == 200);
  const auto lines = logging.lines_after_stop();
  REQUIRE(lines.size() == 3);
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK(std::ranges::all_of(line, [](char byte) { return byte >= 0x20 && byte < 0x7f; }));
    // Two quotes, the ones around the request line: what stands between them cannot end it.
    CHECK(std::ranges::count(line, '"') == 2);
  }
  CHECK(lines[1].find(R"("GET /a\x5cx22%22%0a%1b HTTP/1.1")") != std::string::npos);
}

TEST_CASE("A refused Host is a warning that names client and host", "[system][stage12][rfc9110-7.4]") {
  HttpServer server;
  Client client = server.connect();
  client.send("GET / HTTP/1.1\r\nHost: evil.example:8080\r\n\r\n");
  CHECK(read_response(client).status == 421);
  CHECK(server.process().log_says("warning: host refused: 127.0.0.1:" + std::to_string(client.local_port()) +
                                  " asked for \"evil.example:8080\""));
}

TEST_CASE("A flood of refused hosts makes a few lines and a count", "[system][stage12]") {
  HttpServer server;
  const int requests = 200;
  for (int i = 0; i < requests; ++i) {
    Client client = server.connect();
    client.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    REQUIRE(read_response(client).status == 421);
  }
  CHECK(server.process().stop() == 0);
  const std::string log = server.process().whole_log();
  CAPTURE(log);
  CHECK(log.find("200 hosts refused") != std::string::npos);
  std::istringstream text(log);
  int warnings = 0;
  for (std::string line; std::getline(text, line);)
    warnings += line.find("host refused") != std::string::npos;
  CHECK(warnings >= 5);
  // Five a second, however long a busy machine takes for so many connections.
  CHECK(warnings < requests);
}

TEST_CASE("A log that nobody reads holds up neither answers nor the stop", "[system][stage12]") {
  const std::string engine = GENERATE(from_range(every_engine()));
  CAPTURE(engine);
  const TempDirectory directory;
  const ServedRoot root;
  const std::string fifo = directory.path("log");
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  const os::Fd reader(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  Process process({"/bin/sh", "-c", "exec \"$0\" \"$@\" 2>" + fifo, program("http_server"), "0", "127.0.0.1",
                   "2", "--engine", engine, "--root", root.path(), "--max-requests", "1000000"});
  std::string said;
  std::smatch port;
  REQUIRE(eventually([&] {
    char buffer[512];
    const ssize_t count = ::read(reader.get(), buffer, sizeof buffer);
    if (count > 0) said.append(buffer, static_cast<std::size_t>(count));
    return std::regex_search(said, port, std::regex(R"(listening on http://127\.0\.0\.1:(\d+))"));
  }));
  // From here on nobody reads. A pipe holds 64 KiB, a writer a megabyte more: this is beyond both.
  const auto address = os::Address::resolve("127.0.0.1", static_cast<std::uint16_t>(std::stoi(port[1])));
  const std::string request = get(address.port(), "/hello.txt?" + std::string(2'000, 'x'));
  Client client(address);
  const int requests = scaled(1'500);
  for (int i = 0; i < requests; ++i) {
    client.send(request);
    REQUIRE(read_response(client).status == 200);
  }
  CHECK(process.stop() == 0);
}

TEST_CASE("A log level of warn leaves out what is not a warning", "[system][stage12]") {
  // The address is told at level info: the port is one that was free a moment ago.
  os::Address address;
  { address = os::local_address(os::listen_tcp(os::Address::resolve("127.0.0.1", 0)).get()); }
  const ServedRoot root;
  Process process(
      {program("http_server"), std::to_string(address.port()), "--root", root.path(), "--log-level", "warn"});
  const auto answers = [&] {
    try {
      return ask(address, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").status == 421;
    } catch (const std::system_error&) {
      return false;  // not listening yet
    }
  };
  REQUIRE(eventually(answers));
  CHECK(process.stop() == 0);
  const std::string log = process.whole_log();
  CAPTURE(log);
  CHECK(log.find("host refused") != std::string::npos);
  CHECK(log.find("listening on") == std::string::npos);
  CHECK(log.find("GET /") == std::string::npos);
}
