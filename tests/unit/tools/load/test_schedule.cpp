/// \file
/// When requests are due in an open loop (load/schedule.hpp).
#include "load/schedule.hpp"

#include <set>

#include "support/catch.hpp"

using namespace ladder::tools::load;
using namespace std::chrono_literals;

namespace {

const Clock::time_point kStart{12'345s};

Rate a_second(std::uint64_t whole) { return {whole * 1000}; }

}  // namespace

TEST_CASE("Requests are due at fixed distances from the start", "[tools][load]") {
  const Schedule schedule(kStart, a_second(100), 0, 1);
  CHECK(schedule.due(0) == kStart);
  CHECK(schedule.due(1) == kStart + 10ms);
  CHECK(schedule.due(100) == kStart + 1s);
}

TEST_CASE("A rate below one a second, and one that divides nothing evenly", "[tools][load]") {
  CHECK(Schedule(kStart, {500}, 0, 1).due(3) == kStart + 6s);
  const Schedule thirds(kStart, a_second(3), 0, 1);
  CHECK(thirds.due(1) == kStart + 333'333'333ns);
  CHECK(thirds.due(2) == kStart + 666'666'666ns);
}

TEST_CASE("Rounding does not add up, however long it runs", "[tools][load]") {
  const Schedule thirds(kStart, a_second(3), 0, 1);
  CHECK(thirds.due(3 * 86'400) == kStart + 24h);
  const Schedule fastest(kStart, a_second(10'000'000), 0, 1);
  CHECK(fastest.due(std::uint64_t{10'000'000} * 86'400) == kStart + 24h);
}

TEST_CASE("The shares of several workers make the whole schedule, each request once", "[tools][load]") {
  const Schedule whole(kStart, a_second(7), 0, 1);
  std::set<Clock::time_point> from_shares;
  for (unsigned worker = 0; worker < 3; ++worker) {
    const Schedule share(kStart, a_second(7), worker, 3);
    for (std::uint64_t number = 0; number < 10; ++number) from_shares.insert(share.due(number));
  }
  CHECK(from_shares.size() == 30);
  for (std::uint64_t number = 0; number < 30; ++number) CHECK(from_shares.count(whole.due(number)) == 1);
}

TEST_CASE("What is due before a moment is counted, that moment excluded", "[tools][load]") {
  const Schedule schedule(kStart, a_second(100), 0, 1);
  CHECK(schedule.due_before(kStart) == 0);
  CHECK(schedule.due_before(kStart + 1ns) == 1);
  CHECK(schedule.due_before(kStart + 10ms) == 1);
  CHECK(schedule.due_before(kStart + 1s) == 100);
  CHECK(schedule.due_before(kStart + 1s + 1ns) == 101);
  const Schedule share(kStart, a_second(100), 1, 3);
  CHECK(share.due_before(kStart + 1s) == 33);  // numbers 1, 4, ... 97
  CHECK(Schedule(kStart, a_second(1'000'000), 0, 1).due_before(kStart + 1h) == 3'600'000'000);
}
