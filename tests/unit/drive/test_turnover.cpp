/// \file
/// Whether connections are brief (drive/turnover.hpp).
#include "drive/turnover.hpp"

#include "support/catch.hpp"

using ladder::drive::Turnover;

namespace {

void come(Turnover& turnover, std::size_t connections, bool and_go) {
  for (std::size_t i = 0; i < connections; ++i) {
    turnover.came();
    if (and_go) turnover.went();
  }
}

}  // namespace

TEST_CASE("Connections are taken for long until the first have gone", "[drive][stage10]") {
  Turnover turnover;
  CHECK_FALSE(turnover.brief());
  come(turnover, Turnover::kStretch - 1, true);
  CHECK_FALSE(turnover.brief());
  come(turnover, 1, true);
  CHECK(turnover.brief());
}

TEST_CASE("Connections that stay are never taken for brief", "[drive][stage10]") {
  Turnover turnover;
  come(turnover, 1'000, false);
  CHECK_FALSE(turnover.brief());
}

TEST_CASE("When clients begin to stay it is seen after a few of them", "[drive][stage10]") {
  Turnover turnover;
  come(turnover, 1'000, true);
  REQUIRE(turnover.brief());
  come(turnover, 2 * Turnover::kStretch, false);
  CHECK_FALSE(turnover.brief());
}
