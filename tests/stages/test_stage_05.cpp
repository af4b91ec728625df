/// \file
/// What stage 05 promises: HTTP/1.1 with one page, on the pool of stage 04.
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/programs.hpp"

using namespace ladder::test;

namespace {

struct Stage05 : StartedServer {
  explicit Stage05(const std::vector<std::string>& arguments = {})
      : StartedServer("stage_05_http", arguments) {}
  std::string host() const { return "Host: 127.0.0.1:" + std::to_string(port()) + "\r\n"; }
  /// The answer to this request line.
  Response to(const std::string& request_line) const {
    return ask(address(), request_line + "\r\n" + host() + "Connection: close\r\n\r\n");
  }
};

}  // namespace

TEST_CASE("Stage 05 serves one html page and nothing else", "[stages][stage05][rfc9110-9.3.1]") {
  const Stage05 server;
  const Response page = server.get("/");
  CHECK(page.status == 200);
  CHECK(page.complete);
  CHECK(page.field("Content-Type").starts_with("text/html"));
  CHECK(page.body.find("<h1>") != std::string::npos);
  CHECK(server.get("/other").status == 404);
}

TEST_CASE("HEAD of stage 05 is the head of GET", "[stages][stage05][rfc9110-9.3.2]") {
  const Stage05 server;
  const Response page = server.get("/");
  Client client = server.connect();
  client.send("HEAD / HTTP/1.1\r\n" + server.host() + "Connection: close\r\n\r\n");
  const Response head = read_response(client, BodyExpected::no);
  CHECK(head.status == 200);
  CHECK(head.field("Content-Length") == page.field("Content-Length"));
  CHECK(client.receive_all().empty());
}

TEST_CASE("Stage 05 tells apart what it does not do", "[stages][stage05][rfc9110-15.5]") {
  const Stage05 server;
  const Response post = server.to("POST / HTTP/1.1\r\nContent-Length: 0");
  CHECK(post.status == 405);
  CHECK(post.field("Allow").find("GET") != std::string::npos);
  CHECK(server.to("BREW / HTTP/1.1").status == 501);
  CHECK(server.to("GET / HTTP/2.0").status == 505);
  CHECK(server.to("GET  / HTTP/1.1").status == 400);
  CHECK(server.to("G(T / HTTP/1.1").status == 400);
  CHECK(ask(server.address(), "GET / HTTP/1.1\r\n\r\n").status == 400);
}

TEST_CASE("Stage 05 answers pipelined requests in order", "[stages][stage05][rfc9112-9.3.2]") {
  const Stage05 server;
  Client client = server.connect();
  client.send(get(server.port(), "/") + get(server.port(), "/missing") + get(server.port(), "/") +
              get(server.port(), "/", "Connection: close\r\n"));
  std::vector<int> statuses;
  for (int i = 0; i < 4; ++i) statuses.push_back(read_response(client).status);
  CHECK(statuses == std::vector<int>{200, 404, 200, 200});
  CHECK(client.receive_all().empty());
  CHECK(client.end() == End::clean);
}

TEST_CASE("Stage 05 reads a request whatever pieces it comes in", "[stages][stage05][rfc9112-2.2]") {
  const Stage05 server;
  const std::string request = get(server.port(), "/");
  for (std::size_t split = 1; split < request.size(); split += kSanitized ? 7 : 1) {
    Client client = server.connect();
    client.send(request.substr(0, split));
    client.send(request.substr(split));
    REQUIRE(read_response(client).status == 200);
  }
  Client client = server.connect();
  for (const char byte : request) client.send(std::string(1, byte));
  CHECK(read_response(client).status == 200);
}

TEST_CASE("Who finds stage 05 full reads a whole 503", "[stages][stage05][rfc9110-15.6.4]") {
  const Stage05 server({"--threads", "1", "--queue", "0"});
  const Client served = server.connect_and_ask();
  Client refused = server.connect();
  refused.send(get(server.port(), "/"));
  const Response response = read_response(refused);
  CHECK(response.status == 503);
  CHECK(response.complete);
  CHECK(refused.receive_all().empty());
  CHECK(refused.end() == End::clean);
}
