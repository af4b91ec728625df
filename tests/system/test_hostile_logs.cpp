/// \file
/// Whatever a peer writes, in whatever field: the logs of the complete server hold printable lines of its
/// own. And a refused target is logged as what it is.
#include <algorithm>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/http_server.hpp"

using namespace ladder::test;

namespace {

/// A line feed, a forged line, a terminal's escape, a NUL, and what is no UTF-8.
const std::string kHostile("x\x1b]0;owned\x07\x1b[2J\x7f\xff\xc3(\x9b\0y", 22);
const std::string kForged = "x\r\n2030-01-01T00:00:00Z info: forged";

std::string with_body(std::string head, const std::string& body) {
  return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string form(std::uint16_t port, const std::string& disposition) {
  const std::string body = "--b\r\nContent-Disposition: form-data; " + disposition +
                           "\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n";
  return with_body("POST /upload HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
                       "\r\nContent-Type: multipart/form-data; boundary=b\r\n",
                   body);
}

/// A request for each place in which a peer can write: the text is in one of them.
std::vector<std::string> requests(std::uint16_t port, const std::string& text) {
  const std::string host = "localhost:" + std::to_string(port);
  std::vector<std::string> all{
      text + " / HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
      "GET /" + text + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
      "GET http://" + text + "/ HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
      "GET " + text + "://" + host + "/ HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
      "GET / HTTP/" + text + "\r\nHost: " + host + "\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: " + text + "\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: %1b.example\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: " + host + "\r\n" + text + ": value\r\n\r\n",
      form(port, "name=\"f\"; filename=\"" + text + ".txt\""),
      form(port, "name=\"f\"; filename*=UTF-8''" + text + ".txt"),
      form(port, "name=\"" + text + "\"; filename=\"a.txt\""),
  };
  for (const char* name : {"Connection", "Content-Length", "Transfer-Encoding", "Expect", "Origin", "Referer",
                           "User-Agent", "Range", "If-None-Match", "Accept", "Content-Type", "Upgrade"})
    all.push_back(
        with_body("POST /upload HTTP/1.1\r\nHost: " + host + "\r\n" + name + ": " + text + "\r\n", "{}"));
  return all;
}

/// Every line of the log is one that the server began, and printable.
void check_lines(const std::string& log, const std::string& beginning) {
  std::istringstream text(log);
  for (std::string line; std::getline(text, line);) {
    CAPTURE(line);
    CHECK(std::ranges::all_of(line, [](char byte) { return byte >= 0x20 && byte < 0x7f; }));
    CHECK(std::regex_search(line, std::regex("^" + beginning)));
    CHECK_FALSE(line.starts_with("2030-"));
  }
}

}  // namespace

TEST_CASE("Whatever a peer writes, in whatever field, the logs hold printable lines of the server's own",
          "[system][stage12]") {
  const std::string engine = GENERATE(from_range(every_engine()));
  CAPTURE(engine);
  const TempDirectory logs;
  const bool access_file = GENERATE(true, false);
  std::vector<std::string> arguments{"--engine", engine, "--threads", "1"};
  if (access_file) arguments.insert(arguments.end(), {"--access-log", logs.path("access.log")});
  HttpServer server(arguments);
  for (const std::string& text : {kHostile, kForged}) {
    for (const std::string& request : requests(server.port(), text)) {
      Client client = server.connect();
      client.send(request);
      CHECK(read_response(client).status >= 200);
    }
  }
  CHECK(server.process().stop() == 0);
  const std::string when = R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ )";
  const std::string log = server.process().whole_log();
  check_lines(log, when + (access_file ? "(info|warning): " : R"(((info|warning): |127\.0\.0\.1:\d+ "))"));
  const std::string access = access_file ? logs.read("access.log") : log;
  if (access_file) check_lines(access, when + R"(127\.0\.0\.1:\d+ ")");
  CHECK(access.find(R"(\x1b]0;owned\x07)") != std::string::npos);
  CHECK(log.find("host refused: 127.0.0.1:") != std::string::npos);
}

TEST_CASE("A Host that is refused is told, in the page and in the log, with the option that would allow it",
          "[system][stage12][rfc9110-7.4]") {
  HttpServer server;
  const Response page = ask(server.address(), "GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n");
  CHECK(page.status == 421);
  CHECK(page.body.find("--allow-host") != std::string::npos);
  CHECK(server.process().log_says("asked for \"elsewhere.example\" (--allow-host adds one)"));
}

TEST_CASE("A target of another scheme is refused as that, not as a foreign host",
          "[system][stage12][rfc9110-7.4]") {
  const std::string host = GENERATE(std::string(), std::string("elsewhere.example"));
  HttpServer server;
  const std::string ours = "localhost:" + std::to_string(server.port());
  const Response page = ask(server.address(), "GET https://" + (host.empty() ? ours : host) +
                                                  "/ HTTP/1.1\r\nHost: " + ours + "\r\n\r\n");
  CHECK(page.status == 421);
  CHECK(page.body.find("speaks http alone") != std::string::npos);
  CHECK(page.body.find("--allow-host") == std::string::npos);
  CHECK(server.process().stop() == 0);
  const std::string log = server.process().whole_log();
  CHECK(log.find("host refused") == std::string::npos);
  CHECK(log.find("\"GET https://") != std::string::npos);
  CHECK(log.find(" 0 hosts refused") != std::string::npos);
}
