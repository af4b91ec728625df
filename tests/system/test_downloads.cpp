/// \file
/// Large downloads: whole for everybody, whatever other clients do. Every engine.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/http_server.hpp"

using namespace ladder;
using namespace ladder::test;

namespace {

std::vector<std::string> each_engine() {
  const std::string engine = GENERATE(from_range(every_engine()));
  UNSCOPED_INFO("engine: " << engine);
  return {"--engine", engine, "--threads", "10", "--queue", "128"};
}

/// Downloads a file and compares it as it comes, without keeping it. True if it was whole.
bool download(const os::Address& server, std::string_view path, std::string_view expected) {
  Client client(server);
  client.send(get(server.port(), path, "Connection: close\r\n"));
  const std::string head = client.receive_through("\r\n\r\n");
  if (!head.starts_with("HTTP/1.1 200")) return false;
  while (!expected.empty()) {
    const std::string part = client.receive(std::min<std::size_t>(expected.size(), 256 * 1024));
    if (part.empty() || !expected.starts_with(part)) return false;
    expected.remove_prefix(part.size());
  }
  return client.receive_all().empty() && client.end() == End::clean;
}

}  // namespace

TEST_CASE("Fifty clients at once each download 20 MB whole", "[system][stage12][sendfile.2]") {
  HttpServer server(each_engine());
  const std::string content = server.add_file("large.txt", kLargeBytes);
  const int clients = scaled(50);
  std::atomic<int> whole{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < clients; ++i) {
      threads.emplace_back([&] {
        try {
          if (download(server.address(), "/large.txt", content)) ++whole;
        } catch (const std::exception&) {
          // not whole: the count tells
        }
      });
    }
  }
  CHECK(whole == clients);
}

TEST_CASE("A client that resets in mid-download does not harm the server", "[system][stage12][sendfile.2]") {
  HttpServer server(each_engine());
  const std::string content = server.add_file("large.txt", kLargeBytes);
  (void)server.connect_and_ask();
  const std::size_t descriptors = server.process().descriptors();
  for (int i = 0; i < 10; ++i) {
    Client client(server.address(), 64 * 1024);
    client.send(get(server.port(), "/large.txt"));
    CHECK(client.receive(1'000).size() == 1'000);
    client.reset();
  }
  CHECK(download(server.address(), "/large.txt", content));
  // The file itself may stay open in a cache, once a worker.
  CHECK(eventually([&] { return server.process().descriptors() <= descriptors + 10; }));
}

TEST_CASE("Slow readers do not delay a download by another client", "[system][stage12]") {
  HttpServer server(each_engine());
  const std::string content = server.add_file("large.txt", kLargeBytes);
  std::vector<Client> slow;
  for (int i = 0; i < 9; ++i) {  // one worker of the threads engine is left
    slow.emplace_back(server.address(), 64 * 1024);
    slow.back().send(get(server.port(), "/large.txt"));
    CHECK(slow.back().receive(100).size() == 100);
  }
  CHECK(download(server.address(), "/large.txt", content));
}

TEST_CASE("Descriptors do not pile up over 1,000 connections", "[system][stage12]") {
  HttpServer server(each_engine());
  for (int i = 0; i < 30; ++i) CHECK(server.get("/hello.txt").status == 200);
  const std::size_t descriptors = server.process().descriptors();
  const std::string request = get(server.port(), "/hello.txt");
  for (int i = 0; i < scaled(1'000); ++i) {
    Client client = server.connect();
    if (i % 4 != 0) client.send(i % 4 == 1 ? request.substr(0, 20) : request);
    if (i % 4 == 3) REQUIRE(read_response(client).status == 200);
    if (i % 8 == 3) client.reset();
  }
  // A worker that was idle before may have opened the file for its cache meanwhile.
  CHECK(eventually([&] { return server.process().descriptors() <= descriptors + 10; }));
}
