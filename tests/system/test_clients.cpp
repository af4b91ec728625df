/// \file
/// One client cannot shut all others out of the complete server (--connections-per-client). Every engine.
#include <sys/socket.h>

#include <string>
#include <vector>

#include "os/error.hpp"
#include "os/socket.hpp"
#include "support/catch.hpp"
#include "support/engine_names.hpp"
#include "support/http_server.hpp"

using namespace ladder;
using namespace ladder::test;

namespace {

/// A connection that comes from this address of the loopback.
Client connect_from(const std::string& address, const HttpServer& server) {
  const os::Address from = os::Address::resolve(address, 0);
  os::Fd fd(os::check(::socket(from.family(), SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  os::check(::bind(fd.get(), from.data(), from.size()), "bind", address);
  os::check(::connect(fd.get(), server.address().data(), server.address().size()), "connect");
  return Client(std::move(fd));
}

int status_of(Client& client, const HttpServer& server) {
  client.send(get(server.port(), "/hello.txt"));
  return read_response(client).status;
}

}  // namespace

TEST_CASE("One client holds so many connections and no more, and others are served all the same",
          "[system][stage12]") {
  const std::string engine = GENERATE(from_range(every_engine()));
  CAPTURE(engine);
  HttpServer server({"--engine", engine, "--threads", "8", "--connections-per-client", "3"});
  std::vector<Client> greedy;
  for (int i = 0; i < 3; ++i) {
    greedy.push_back(connect_from("127.0.0.2", server));
    CHECK(status_of(greedy.back(), server) == 200);
  }
  for (int i = 0; i < scaled(30); ++i) {
    Client refused = connect_from("127.0.0.2", server);
    const Response response = read_response(refused);
    CHECK(response.status == 503);
    CHECK_FALSE(response.field("Retry-After").empty());
    CHECK(refused.receive_all().empty());
    CHECK(refused.end() == End::clean);
  }
  Client other = connect_from("127.0.0.3", server);
  CHECK(status_of(other, server) == 200);
  greedy.pop_back();
  CHECK(eventually([&] {  // the server has seen that it left
    Client again = connect_from("127.0.0.2", server);
    return again.try_send(get(server.port(), "/hello.txt")) && read_response(again).status == 200;
  }));
  CHECK(server.process().stop() == 0);
}

TEST_CASE("Those who wait in the queue count for their client, too", "[system][stage12]") {
  const std::string engine = GENERATE(from_range(every_engine()));
  CAPTURE(engine);
  HttpServer server({"--engine", engine, "--threads", "1", "--connections-per-worker", "1", "--queue", "8",
                     "--connections-per-client", "2"});
  Client served = connect_from("127.0.0.2", server);
  CHECK(status_of(served, server) == 200);
  Client waiting = connect_from("127.0.0.2", server);
  Client refused = connect_from("127.0.0.2", server);  // six places are left, and none for this client
  CHECK(read_response(refused).status == 503);
  Client other = connect_from("127.0.0.3", server);
  served = Client(os::Fd());
  CHECK(status_of(waiting, server) == 200);
  waiting = Client(os::Fd());
  CHECK(status_of(other, server) == 200);
  CHECK(server.process().stop() == 0);
}

TEST_CASE("Unless it is told otherwise this machine is not counted", "[system][stage12]") {
  const std::string engine = GENERATE(from_range(every_engine()));
  CAPTURE(engine);
  // Two places of which a client may hold half.
  HttpServer server({"--engine", engine, "--threads", "2", "--connections-per-worker", "1", "--queue", "0"});
  Client one = server.connect_and_ask();
  Client two = server.connect_and_ask();
  CHECK(server.process().stop() == 0);
}
