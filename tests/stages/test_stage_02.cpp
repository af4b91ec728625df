/// \file
/// What stage 02 promises: a UDP echo server and its client.
#include <string>
#include <vector>

#include "os/datagram.hpp"
#include "os/socket.hpp"
#include "support/catch.hpp"
#include "support/programs.hpp"

using namespace ladder;
using namespace ladder::test;

namespace {

struct Stage02 : StartedServer {
  Stage02() : StartedServer("stage_02_udp_echo_server") {}
};

/// A socket that talks to the server only.
class Sender {
 public:
  explicit Sender(const os::Address& server) : server_(server), fd_(os::connect_udp(server)) {}
  void send(std::string_view bytes) const {
    if (os::send_datagram(fd_.get(), std::as_bytes(std::span(bytes)), server_).bytes != bytes.size())
      throw std::runtime_error("the datagram was not sent");
  }
  std::string receive() const {
    if (os::wait_ready(fd_.get(), {.readable = true}, -1, kPatience).timed_out()) return "no reply";
    std::vector<std::byte> space(os::kMaxDatagramBytes);
    os::Address from;
    const os::IoResult got = os::receive_datagram(fd_.get(), space, from);
    return {reinterpret_cast<const char*>(space.data()), got.bytes};
  }

 private:
  os::Address server_;
  os::Fd fd_;
};

/// The client program, run to its end.
struct Run {
  std::optional<int> status;
  std::string output;
  std::string log;
};

Run run_client(const os::Address& server, const std::vector<std::string>& texts,
               std::string_view input = {}) {
  std::vector<std::string> command{program("stage_02_udp_echo_client"), server.host(),
                                   std::to_string(server.port())};
  command.insert(command.end(), texts.begin(), texts.end());
  Process client(command, input);
  Run run;
  run.status = client.wait_for_exit();
  run.output = client.whole_output();
  run.log = client.whole_log();
  return run;
}

}  // namespace

TEST_CASE("Stage 02 sends every datagram back as one datagram, whatever its size",
          "[stages][stage02][udp.7]") {
  const Stage02 server;
  const Sender sender(server.address());
  for (const std::size_t size : {0UL, 1UL, 100UL, 1'472UL, 9'000UL, 65'506UL, os::kMaxDatagramBytes}) {
    const std::string bytes = noise(size);
    sender.send(bytes);
    const std::string back = sender.receive();
    CHECK(back.size() == size);
    CHECK((back == bytes));
  }
}

TEST_CASE("Stage 02 sends back to whoever sent, though others send too", "[stages][stage02][udp.7]") {
  const Stage02 server;
  const Sender first(server.address());
  const Sender second(server.address());
  for (int i = 0; i < 50; ++i) {
    const std::string number = std::to_string(i);
    first.send("first " + number);
    second.send("second " + number);
    CHECK(second.receive() == "second " + number);
    CHECK(first.receive() == "first " + number);
  }
}

TEST_CASE("Stage 02 goes on after a sender that is gone", "[stages][stage02][udp.7]") {
  const Stage02 server;
  for (int i = 0; i < 10; ++i) Sender(server.address()).send("I do not wait for the answer");
  const Sender sender(server.address());
  sender.send("I do");
  CHECK(sender.receive() == "I do");
}

TEST_CASE("The client of stage 02 sends each argument and prints each reply", "[stages][stage02]") {
  const Stage02 server;
  const Run run = run_client(server.address(), {"hello", "two words", "100%"});
  CHECK(run.status == 0);
  CHECK(run.output == "hello\ntwo words\n100%\n");
}

TEST_CASE("The client of stage 02 sends each line of its input", "[stages][stage02]") {
  const Stage02 server;
  const Run run = run_client(server.address(), {}, "first line\n\nthird line\nlast line without end");
  CHECK(run.status == 0);
  CHECK(run.output == "first line\n\nthird line\nlast line without end\n");
}

TEST_CASE("The client of stage 02 gives up on a server that does not reply", "[stages][stage02]") {
  const os::Fd silent = os::bind_udp(os::Address::resolve("127.0.0.1", 0));
  const Run run = run_client(os::local_address(silent.get()), {"anybody?"});
  CHECK(run.status == 1);
  CHECK(run.output.empty());
  CHECK(run.log.find("no reply") != std::string::npos);
}

TEST_CASE("The client of stage 02 is told at once that nobody listens", "[stages][stage02][udp.7]") {
  os::Address nobody;
  { nobody = os::local_address(os::bind_udp(os::Address::resolve("127.0.0.1", 0)).get()); }
  const Run run = run_client(nobody, {"anybody?"});
  CHECK(run.status == 1);
  CHECK(run.log.find("Connection refused") != std::string::npos);
}
