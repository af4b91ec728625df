/// \file
/// Loop::look_at, tried with time limits of a moment.
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "concurrency/stop.hpp"
#include "http/handler.hpp"
#include "loop.hpp"
#include "support/catch.hpp"
#include "support/sockets.hpp"

using namespace ladder;
using std::chrono::milliseconds;

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
  House(milliseconds for_a_head, milliseconds idle, std::size_t places = 100, std::size_t queue = 0)
      : limits(http::without_deadlines()) {
    limits.header_timeout = for_a_head;
    limits.idle_timeout = idle;
    thread = std::jthread([this, places, queue] {
      app::HttpService service(limits, http::AllowedHosts::loopback(listener.address.port()),
                               std::make_unique<Nothing>());
      Loop(service, listener.fd.get(), stop_events, places, queue).run();
    });
  }
  ~House() { stop.abandon(); }

  os::Fd come() const { return os::connect_tcp(listener.address); }
  std::string request() const {
    return "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(listener.address.port()) + "\r\n\r\n";
  }

  http::Limits limits;
  test::Listener listener;
  concurrency::Stop stop;
  drive::StopEvents stop_events{stop.tokens()};
  std::jthread thread;  // last: joined first
};

/// Waits for the first bytes of an answer: "204", "503", or "" at the end of the stream.
std::string status(const os::Fd& client) {
  const os::Ready ready = os::wait_ready(client.get(), {.readable = true}, -1, test::kPatience);
  if (ready.timed_out()) return "no answer";
  const std::string text = test::receive_now(client.get());
  return text.size() < 12 ? text : text.substr(9, 3);
}

}  // namespace

TEST_CASE("a client that says nothing is closed when its time is up") {
  const House house(milliseconds(50), http::kNoTimeout);
  const os::Fd client = house.come();
  CHECK(status(client) == "");
}

TEST_CASE("a client that does not go on with its head reads 408") {
  const House house(milliseconds(50), http::kNoTimeout);
  const os::Fd client = house.come();
  (void)test::send_text(client.get(), "GET / HT");
  CHECK(status(client) == "408");
}

TEST_CASE("a place that becomes free by a deadline is given to who waits, though nothing else happens") {
  const House house(http::kNoTimeout, milliseconds(50), 1, 1);
  const os::Fd first = house.come();
  (void)test::send_text(first.get(), house.request());
  CHECK(status(first) == "204");
  const os::Fd waits = house.come();
  (void)test::send_text(waits.get(), house.request());
  CHECK(status(waits) == "204");
}

TEST_CASE("a deadline that has moved later by the time of the look is looked at again") {
  for (milliseconds time(50); time < std::chrono::seconds(2); time *= 2) {
    const House house(time, 2 * time);
    const os::Fd client = house.come();
    (void)test::send_text(client.get(), "GET / HT");
    const os::Fd other = house.come();
    (void)test::send_text(other.get(), house.request());
    if (status(other) != "204") continue;  // a busy machine: once more, with more time
    // So the beginning of the head has been received.
    (void)test::send_text(client.get(), house.request().substr(8));
    if (status(client) != "204") continue;
    CHECK(status(client) == "");
    return;
  }
  FAIL("requests are not answered in time");
}
