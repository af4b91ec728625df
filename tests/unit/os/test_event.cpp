/// \file
/// Waking a thread out of poll (os/event.hpp).
#include "os/event.hpp"

#include <fcntl.h>

#include <thread>
#include <vector>

#include "os/io.hpp"
#include "support/catch.hpp"
#include "support/patience.hpp"

namespace os = ladder::os;
using std::chrono::milliseconds;

namespace {

bool is_set(const os::Event& event) {
  return os::wait_ready(event.fd(), {.readable = true}, -1, milliseconds(0)).readable;
}

}  // namespace

TEST_CASE("An event is readable from set to clear", "[os][stage04][eventfd.2]") {
  os::Event event;
  CHECK_FALSE(is_set(event));
  event.set();
  CHECK(is_set(event));
  CHECK(is_set(event));  // looking does not take it
  event.clear();
  CHECK_FALSE(is_set(event));
}

TEST_CASE("Several sets are one event, and one clear takes them all", "[os][stage04][eventfd.2]") {
  os::Event event;
  for (int i = 0; i < 100; ++i) event.set();
  event.clear();
  CHECK_FALSE(is_set(event));
}

TEST_CASE("Clearing an event that is not set does not wait", "[os][stage04][eventfd.2]") {
  os::Event event;
  event.clear();
  event.clear();
  event.set();
  CHECK(is_set(event));
}

TEST_CASE("An event may be set from several threads at once", "[os][stage04][eventfd.2]") {
  os::Event event;
  {
    std::vector<std::jthread> setters;
    for (int i = 0; i < 4; ++i) {
      setters.emplace_back([&event] {
        for (int n = 0; n < 1'000; ++n) event.set();
      });
    }
    CHECK(os::wait_ready(event.fd(), {.readable = true}, -1, ladder::test::kPatience).readable);
  }
  event.clear();
  CHECK_FALSE(is_set(event));
}

TEST_CASE("An event's descriptor is close-on-exec", "[os][stage04][eventfd.2]") {
  const os::Event event;
  CHECK((::fcntl(event.fd(), F_GETFD) & FD_CLOEXEC) != 0);
}
