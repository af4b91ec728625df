/// \file
/// The owner of a descriptor (os/fd.hpp).
#include "os/fd.hpp"

#include <fcntl.h>

#include <type_traits>
#include <utility>

#include "os/error.hpp"
#include "support/catch.hpp"

using ladder::os::Fd;

namespace {

Fd open_null() { return Fd(ladder::os::check(::open("/dev/null", O_RDWR | O_CLOEXEC), "open", "/dev/null")); }

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

}  // namespace

TEST_CASE("A descriptor without a number owns nothing", "[os][stage01][close.2]") {
  const Fd fd;
  CHECK(fd.get() == -1);
  CHECK_FALSE(fd);
}

TEST_CASE("A descriptor is closed when its owner goes", "[os][stage01][close.2]") {
  int number = -1;
  {
    const Fd fd = open_null();
    number = fd.get();
    REQUIRE(fd);
    REQUIRE(is_open(number));
  }
  CHECK_FALSE(is_open(number));
}

TEST_CASE("Moving a descriptor leaves one owner", "[os][stage01][close.2]") {
  Fd first = open_null();
  const int number = first.get();
  const Fd second = std::move(first);
  CHECK_FALSE(first);  // NOLINT(bugprone-use-after-move): the empty state is promised
  CHECK(second.get() == number);
  CHECK(is_open(number));
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<Fd>);
  STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<Fd>);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<Fd>);
}

TEST_CASE("Assigning to a descriptor closes what it held", "[os][stage01][close.2]") {
  Fd kept = open_null();
  Fd other = open_null();
  const int closed = kept.get();
  const int moved = other.get();
  kept = std::move(other);
  CHECK_FALSE(is_open(closed));
  CHECK(kept.get() == moved);
  CHECK(is_open(moved));
}

TEST_CASE("Assigning a descriptor to itself keeps it open", "[os][stage01][close.2]") {
  Fd fd = open_null();
  Fd& same = fd;
  fd = std::move(same);
  REQUIRE(fd);
  CHECK(is_open(fd.get()));
}

TEST_CASE("A released descriptor stays open and is nobody's", "[os][stage01][close.2]") {
  Fd fd = open_null();
  const int number = fd.release();
  CHECK_FALSE(fd);
  CHECK(is_open(number));
  fd = Fd(number);  // so that it is closed after all
  fd.reset();
  CHECK_FALSE(is_open(number));
}

TEST_CASE("Resetting a descriptor twice closes no stranger", "[os][stage01][close.2]") {
  Fd fd = open_null();
  const int number = fd.get();
  fd.reset();
  const Fd stranger = open_null();
  REQUIRE(stranger.get() == number);  // the lowest free number is given out again
  fd.reset();
  CHECK(is_open(stranger.get()));
}
