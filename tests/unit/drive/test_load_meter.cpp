/// \file
/// Whether a loop is busy (drive/load_meter.hpp).
#include "drive/load_meter.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using ladder::drive::LoadMeter;
using ladder::seam::TimePoint;

namespace {

/// A loop that rests and works in turn, on a clock of its own.
struct Loop {
  TimePoint now{1h};
  LoadMeter meter{now};
  void round(std::chrono::microseconds work, std::chrono::microseconds rest) {
    meter.rests(now += work);
    meter.works(now += rest);
  }
};

}  // namespace

TEST_CASE("A loop that has not done anything yet is not busy", "[drive][stage10]") {
  Loop loop;
  CHECK_FALSE(loop.meter.busy());
  loop.round(0us, 10s);
  CHECK_FALSE(loop.meter.busy());
}

TEST_CASE("A loop that works more than it rests is busy, until it rests again", "[drive][stage10]") {
  Loop loop;
  for (int i = 0; i < 100; ++i) loop.round(60us, 40us);
  CHECK(loop.meter.busy());
  for (int i = 0; i < 100; ++i) loop.round(40us, 60us);
  CHECK_FALSE(loop.meter.busy());
}

TEST_CASE("A single long round is no matter of opinion", "[drive][stage10]") {
  Loop loop;
  loop.round(20ms, 0us);
  CHECK(loop.meter.busy());
  loop.round(0us, 1ms);
  CHECK(loop.meter.busy());  // too short to judge by
  loop.round(0us, 20ms);
  CHECK_FALSE(loop.meter.busy());
}
