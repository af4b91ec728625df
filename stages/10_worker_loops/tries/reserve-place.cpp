/// \file
/// Admission::reserve_place, tried without a loop: who takes the next connection.
#include <set>
#include <vector>

#include "drive/admission.hpp"
#include "support/catch.hpp"

using ladder::drive::Admission;

TEST_CASE("who accepts keeps, while the others hold about as many, and the place is taken") {
  Admission admission(3, 100, 0);
  CHECK(admission.reserve_place(1, false).value_or(99) == 1);
  CHECK(admission.reserve_place(1, false).value_or(99) == 1);
  CHECK(admission.load(1) == 2);
  CHECK(admission.load(0) == 0);
}

TEST_CASE("one that accepts everything does not end up with everything") {
  Admission admission(4, 1'000, 0);
  for (int i = 0; i < 400; ++i) REQUIRE(admission.reserve_place(2, false).has_value());
  for (std::size_t worker = 0; worker < 4; ++worker) {
    CHECK(admission.load(worker) >= 80);
    CHECK(admission.load(worker) <= 120);
  }
}

TEST_CASE("a full one passes on to those with room") {
  Admission admission(3, 2, 0);
  REQUIRE(admission.try_enter(0));
  REQUIRE(admission.try_enter(0));
  std::multiset<std::size_t> given;
  for (int i = 0; i < 4; ++i) given.insert(admission.reserve_place(0, true).value_or(99));
  CHECK((given == std::multiset<std::size_t>{1, 1, 2, 2}));
}

TEST_CASE("when all are full, there is none") {
  Admission admission(2, 1, 0);
  REQUIRE(admission.try_enter(0));
  REQUIRE(admission.try_enter(1));
  CHECK_FALSE(admission.reserve_place(0, false).has_value());
}
