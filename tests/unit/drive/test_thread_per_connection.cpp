/// \file
/// A thread for every connection (drive/thread_per_connection.hpp).
#include "drive/thread_per_connection.hpp"

#include <filesystem>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "app/echo_service.hpp"
#include "support/catch.hpp"
#include "support/engine.hpp"

using namespace ladder;
using namespace ladder::test;

namespace {

drive::MakeService<app::EchoService> make_echo() {
  return [] { return std::make_unique<app::EchoService>(); };
}

using EchoServer = RunningEngine<drive::ThreadPerConnection<app::EchoService>>;

std::size_t entries(const char* directory) {
  const std::filesystem::directory_iterator begin(directory);
  return static_cast<std::size_t>(std::distance(begin, {}));
}

}  // namespace

TEST_CASE("A silent client delays nobody", "[drive][stage03]") {
  EchoServer server(make_echo());
  server.start();
  const Client silent = server.connect_and_echo();
  std::vector<Client> clients;
  for (int i = 0; i < 20; ++i) clients.push_back(server.connect_and_echo());
  for (Client& client : clients) {
    client.send("?");
    CHECK(client.receive(1) == "?");
  }
}

TEST_CASE("Over many connections neither threads nor descriptors pile up", "[drive][stage03]") {
  EchoServer server(make_echo());
  server.start();
  (void)server.connect_and_echo();
  const std::size_t descriptors = entries("/proc/self/fd");
  const std::size_t threads = entries("/proc/self/task");
  for (int i = 0; i < scaled(300); ++i) {
    Client client = server.connect_and_echo();
    client.half_close();
    CHECK(client.receive_all().empty());
  }
  // The last few may still be ending.
  CHECK(eventually([&] { return entries("/proc/self/fd") <= descriptors; }));
  CHECK(eventually([&] { return entries("/proc/self/task") <= threads + 1; }));
}

TEST_CASE("A client that resets does not end the server", "[drive][stage01]") {
  EchoServer server(make_echo());
  server.start();
  server.connect_and_echo().reset();
  CHECK_NOTHROW(server.connect_and_echo());
}

TEST_CASE("A drain ends every connection, its thread and the server", "[drive][stage03]") {
  EchoServer server(make_echo());
  server.start();
  std::vector<Client> clients;
  for (int i = 0; i < 5; ++i) clients.push_back(server.connect_and_echo());
  clients[0].send("on its way");
  server.stop().drain();
  CHECK(clients[0].receive_all() == "on its way");
  for (Client& client : clients) {
    CHECK(client.receive_all().empty());
    CHECK(client.end() == End::clean);
    client.close();
  }
  CHECK(server.returns());
  CHECK_FALSE(server.failure());
}

TEST_CASE("A client whose thread finds no memory is dropped, and the others go on", "[drive][stage03]") {
  ScriptedService::Plan plan;
  bool first = true;
  plan.next = [&first] {
    if (std::exchange(first, false)) throw std::bad_alloc();
    auto script = std::make_shared<Script>();
    script->to_send = "served";
    return script;
  };
  RunningEngine<drive::ThreadPerConnection<ScriptedService>> server(make_scripted(plan));
  server.start();
  CHECK(server.connect().receive_all().empty());
  CHECK(server.connect().receive(6) == "served");
}
