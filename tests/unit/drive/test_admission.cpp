/// \file
/// Who may take one more connection (drive/admission.hpp).
#include "drive/admission.hpp"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "support/catch.hpp"
#include "support/patience.hpp"

using ladder::drive::Admission;
using namespace ladder::test;

TEST_CASE("A worker takes connections up to its limit and again when one has left", "[drive][stage08]") {
  Admission admission(1, 2, 0);
  CHECK(admission.try_enter(0));
  CHECK(admission.try_enter(0));
  CHECK_FALSE(admission.try_enter(0));
  CHECK_FALSE(admission.reserve_place(0, false));
  CHECK_FALSE(admission.worker_with_room());
  admission.leave(0);
  CHECK(admission.worker_with_room() == 0);
  CHECK(admission.reserve_place(0, false) == 0);
  CHECK(admission.load(0) == 2);
}

TEST_CASE("Who accepts keeps, while the others hold about as many", "[drive][stage10]") {
  Admission admission(3, 100, 0);
  CHECK(admission.reserve_place(1, false) == 1);
  CHECK(admission.reserve_place(1, false) == 1);
  CHECK(admission.load(1) == 2);
  CHECK(admission.load(0) == 0);
}

TEST_CASE("One busy acceptor does not end up with all connections", "[drive][stage10]") {
  Admission admission(4, 1'000, 0);
  for (int i = 0; i < 400; ++i) REQUIRE(admission.reserve_place(2, false));
  std::vector<std::size_t> loads;
  for (std::size_t worker = 0; worker < 4; ++worker) loads.push_back(admission.load(worker));
  CHECK(*std::ranges::min_element(loads) >= 80);
  CHECK(*std::ranges::max_element(loads) <= 120);
}

TEST_CASE("An acceptor keeps more while its connections are brief, but not all", "[drive][stage10]") {
  const auto kept_of_200 = [](bool brief) {
    Admission admission(2, 1'000, 0);
    for (int i = 0; i < 200; ++i) REQUIRE(admission.reserve_place(0, brief));
    return admission.load(0);
  };
  CHECK(kept_of_200(false) <= 106);
  CHECK(kept_of_200(true) > 106);
  CHECK(kept_of_200(true) <= 120);
}

TEST_CASE("A full worker passes a connection on to one with room", "[drive][stage10]") {
  Admission admission(3, 2, 0);
  REQUIRE(admission.try_enter(0));
  REQUIRE(admission.try_enter(0));
  std::multiset<std::size_t> given;
  for (int i = 0; i < 4; ++i) given.insert(admission.reserve_place(0, true).value_or(99));
  CHECK(given == std::multiset<std::size_t>{1, 1, 2, 2});
  CHECK_FALSE(admission.reserve_place(0, true));
}

TEST_CASE("Workers that enter and leave at once never hold more than the limit", "[drive][stage10]") {
  constexpr std::size_t kLimit = 3;
  const int rounds = scaled(20'000);
  Admission admission(2, kLimit, 0);
  std::atomic<bool> too_many{false};
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        for (int n = 0; n < rounds; ++n) {
          const auto worker = admission.reserve_place(i % 2, n % 2 == 0);
          if (admission.load(0) > kLimit || admission.load(1) > kLimit) too_many = true;
          if (worker) admission.leave(*worker);
        }
      });
    }
  }
  CHECK_FALSE(too_many);
  CHECK(admission.load(0) == 0);
  CHECK(admission.load(1) == 0);
}

TEST_CASE("The waiting room has the size it was given", "[drive][stage08]") {
  Admission admission(1, 1, 5);
  CHECK(admission.waiting().capacity() == 5);
  CHECK(admission.waiting().size() == 0);
}
