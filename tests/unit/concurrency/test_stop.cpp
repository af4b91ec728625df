/// \file
/// A stop in two steps (concurrency/stop.hpp), and as descriptors (drive/stop_event.hpp).
#include "concurrency/stop.hpp"

#include "drive/stop_event.hpp"
#include "os/io.hpp"
#include "support/catch.hpp"

using namespace ladder;
using concurrency::Stop;

namespace {

bool is_readable(int fd) {
  return os::wait_ready(fd, {.readable = true}, -1, std::chrono::milliseconds(0)).readable;
}

}  // namespace

TEST_CASE("A stop begins with neither step", "[concurrency][stage04]") {
  const Stop stop;
  CHECK_FALSE(stop.tokens().drain.stop_requested());
  CHECK_FALSE(stop.tokens().abandon.stop_requested());
}

TEST_CASE("Draining does not abandon", "[concurrency][stage04]") {
  Stop stop;
  const auto tokens = stop.tokens();
  stop.drain();
  CHECK(tokens.drain.stop_requested());
  CHECK_FALSE(tokens.abandon.stop_requested());
}

TEST_CASE("Abandoning drains too, so that nobody waits for a first step", "[concurrency][stage04]") {
  Stop stop;
  const auto tokens = stop.tokens();
  stop.abandon();
  CHECK(tokens.drain.stop_requested());
  CHECK(tokens.abandon.stop_requested());
}

TEST_CASE("Who sees the drain of an abandoned stop also sees that it is abandoned",
          "[concurrency][stage04]") {
  Stop stop;
  bool abandoned_first = false;
  const std::stop_callback callback(stop.tokens().drain,
                                    [&] { abandoned_first = stop.tokens().abandon.stop_requested(); });
  stop.abandon();
  CHECK(abandoned_first);
}

TEST_CASE("The two steps become readable descriptors and stay so", "[drive][stage03]") {
  Stop stop;
  const drive::StopEvents events(stop.tokens());
  CHECK_FALSE(is_readable(events.drain_fd()));
  stop.drain();
  CHECK(is_readable(events.drain_fd()));
  CHECK(is_readable(events.drain_fd()));
  CHECK_FALSE(is_readable(events.abandon_fd()));
  stop.abandon();
  CHECK(is_readable(events.abandon_fd()));
}

TEST_CASE("A stop that was asked for earlier is seen at once", "[drive][stage03]") {
  Stop stop;
  stop.abandon();
  const drive::StopEvents events(stop.tokens());
  CHECK(is_readable(events.drain_fd()));
  CHECK(is_readable(events.abandon_fd()));
}
