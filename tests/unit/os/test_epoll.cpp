/// \file
/// A set of watched descriptors (os/epoll.hpp), and the limit on descriptors (os/limits.hpp).
#include "os/epoll.hpp"

#include <sys/resource.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <set>

#include "os/event.hpp"
#include "os/limits.hpp"
#include "support/catch.hpp"
#include "support/sockets.hpp"

namespace os = ladder::os;
using namespace ladder::test;

namespace {

/// The tags of the events that are there now.
std::set<void*> tags_now(os::Epoll& epoll, int timeout_ms = 0) {
  std::array<epoll_event, 8> space;
  std::set<void*> tags;
  for (const epoll_event& event : epoll.wait(space, timeout_ms)) {
    void* const tag =
        event.data.ptr;  // a copy: epoll_event is packed, and no reference may bind to its members
    tags.insert(tag);
  }
  return tags;
}

}  // namespace

TEST_CASE("Epoll gives back a number for a tag", "[os][stage09]") {
  os::Epoll epoll;
  os::Event event;
  constexpr std::uint64_t kTag = 0x1234'5678'9abc'def0;
  REQUIRE(epoll.add(event.fd(), EPOLLIN, kTag) == 0);
  CHECK(epoll.add(event.fd(), EPOLLIN, kTag) == EEXIST);
  event.set();
  std::array<epoll_event, 2> space;
  const auto events = epoll.wait(space, 0);
  REQUIRE(events.size() == 1);
  const std::uint64_t tag = events.front().data.u64;  // a copy: the struct is packed
  CHECK(tag == kTag);
}

TEST_CASE("An event comes with the tag of its descriptor", "[os][stage09][epoll.7]") {
  os::Epoll epoll;
  os::Event first, second;
  REQUIRE(epoll.add(first.fd(), EPOLLIN, &first) == 0);
  REQUIRE(epoll.add(second.fd(), EPOLLIN, &second) == 0);
  CHECK(tags_now(epoll).empty());
  second.set();
  CHECK(tags_now(epoll) == std::set<void*>{&second});
  first.set();
  CHECK(tags_now(epoll) == std::set<void*>{&first, &second});
}

TEST_CASE("A descriptor that was ready before it was added is reported", "[os][stage09][epoll.7]") {
  os::Epoll epoll;
  os::Event event;
  event.set();
  REQUIRE(epoll.add(event.fd(), EPOLLIN | EPOLLET, &event) == 0);
  CHECK(tags_now(epoll).size() == 1);
  CHECK(tags_now(epoll).empty());  // edge-triggered: told once
}

TEST_CASE("A removed descriptor is not reported, and removing it twice is harmless",
          "[os][stage09][epoll.7]") {
  os::Epoll epoll;
  os::Event event;
  REQUIRE(epoll.add(event.fd(), EPOLLIN, &event) == 0);
  event.set();
  epoll.remove(event.fd());
  epoll.remove(event.fd());
  CHECK(tags_now(epoll).empty());
  CHECK(epoll.add(event.fd(), EPOLLIN, &event) == 0);
  CHECK(tags_now(epoll).size() == 1);
}

TEST_CASE("A closed descriptor leaves the set by itself", "[os][stage09][epoll.7]") {
  os::Epoll epoll;
  Sockets sockets = unix_pair();
  REQUIRE(epoll.add(sockets.ours.get(), EPOLLIN | EPOLLRDHUP, &sockets) == 0);
  sockets.ours.reset();
  sockets.peers.reset();
  CHECK(tags_now(epoll).empty());
}

TEST_CASE("What cannot be added gives its error number", "[os][stage09][epoll_ctl.2]") {
  os::Epoll epoll;
  os::Event event;
  REQUIRE(epoll.add(event.fd(), EPOLLIN, &event) == 0);
  CHECK(epoll.add(event.fd(), EPOLLIN, &event) == EEXIST);
  CHECK(epoll.add(-1, EPOLLIN, &event) == EBADF);
}

TEST_CASE("More events than fit come with the next wait", "[os][stage09][epoll_wait.2]") {
  os::Epoll epoll;
  std::array<os::Event, 10> events;
  for (os::Event& event : events) {
    event.set();
    REQUIRE(epoll.add(event.fd(), EPOLLIN | EPOLLET, &event) == 0);
  }
  std::set<void*> seen = tags_now(epoll);
  CHECK(seen.size() == 8);
  seen.merge(tags_now(epoll));
  CHECK(seen.size() == 10);
}

TEST_CASE("A waiting thread is woken from outside", "[os][stage09][epoll_wait.2]") {
  os::Epoll epoll;
  os::Event event;
  REQUIRE(epoll.add(event.fd(), EPOLLIN, &event) == 0);
  const std::jthread setter([&event] { event.set(); });
  CHECK(tags_now(epoll, -1).size() == 1);
}

TEST_CASE("The limit on descriptors is raised to the hard limit", "[os][stage09][getrlimit.2]") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit lower{std::min<rlim_t>(before.rlim_cur, 256), before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &lower) == 0);
  const std::size_t told = os::raise_descriptor_limit();
  rlimit after{};
  CHECK(::getrlimit(RLIMIT_NOFILE, &after) == 0);
  CHECK(after.rlim_cur == before.rlim_max);
  CHECK(told >= lower.rlim_cur);
  CHECK(::setrlimit(RLIMIT_NOFILE, &before) == 0);
}
