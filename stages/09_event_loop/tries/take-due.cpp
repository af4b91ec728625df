/// \file
/// Agenda::take_due, tried without a clock: time is told.
#include <chrono>
#include <vector>

#include "agenda.hpp"
#include "support/catch.hpp"

using namespace ladder;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const seam::TimePoint kStart{std::chrono::hours(1'000)};
using Ids = std::vector<Id>;

}  // namespace

TEST_CASE("what is not due is left, and taken later") {
  Agenda agenda;
  agenda.note(7, kStart + seconds(5));
  CHECK(agenda.take_due(kStart + milliseconds(4'999)).empty());
  CHECK(agenda.take_due(kStart + seconds(5)) == Ids{7});
}

TEST_CASE("the earliest comes first, whatever their numbers are") {
  Agenda agenda;
  agenda.note(7, kStart + seconds(2));
  agenda.note(9, kStart + seconds(1));
  agenda.note(8, kStart + seconds(3));
  agenda.note(6, kStart + seconds(9));
  CHECK(agenda.take_due(kStart + seconds(3)) == Ids{9, 7, 8});
}

TEST_CASE("who was taken stands there no more, and can be noted anew, also for later") {
  Agenda agenda;
  agenda.note(7, kStart);
  CHECK(agenda.take_due(kStart) == Ids{7});
  CHECK(agenda.take_due(kStart + seconds(60)).empty());
  agenda.note(7, kStart + seconds(70));
  CHECK(agenda.take_due(kStart + seconds(69)).empty());
  CHECK(agenda.take_due(kStart + seconds(70)) == Ids{7});
}

TEST_CASE("after a sleep of an hour one call takes everything") {
  Agenda agenda;
  for (Id id = 1; id <= 100; ++id) agenda.note(id, kStart + id * milliseconds(150));
  CHECK(agenda.take_due(kStart + std::chrono::hours(1)).size() == 100);
  CHECK(agenda.take_due(kStart + std::chrono::hours(1)).empty());
}

TEST_CASE("when all are taken there is nothing to wait for") {
  Agenda agenda;
  agenda.note(7, kStart);
  (void)agenda.take_due(kStart);
  CHECK(agenda.wait_ms(seam::kNever) == -1);
}
