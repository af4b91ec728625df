/// \file
/// Agenda::note, tried without a clock: time is told.
#include <chrono>
#include <vector>

#include "agenda.hpp"
#include "support/catch.hpp"

using namespace ladder;
using std::chrono::seconds;

namespace {

const seam::TimePoint kStart{std::chrono::hours(1'000)};
using Ids = std::vector<Id>;

}  // namespace

TEST_CASE("a look that is noted is due when its moment has come") {
  Agenda agenda;
  agenda.note(7, kStart);
  CHECK(agenda.take_due(kStart) == Ids{7});
}

TEST_CASE("an earlier look takes the place of a later one") {
  Agenda agenda;
  agenda.note(7, kStart + seconds(9));
  agenda.note(7, kStart + seconds(2));
  CHECK(agenda.take_due(kStart + seconds(2)) == Ids{7});
  CHECK(agenda.take_due(kStart + seconds(60)).empty());
}

TEST_CASE("where an earlier look is noted, a later one changes nothing") {
  Agenda agenda;
  agenda.note(7, kStart + seconds(2));
  agenda.note(7, kStart + seconds(9));
  CHECK(agenda.take_due(kStart + seconds(2)) == Ids{7});
  CHECK(agenda.take_due(kStart + seconds(60)).empty());
}

TEST_CASE("of each number one look is noted, of two numbers two") {
  Agenda agenda;
  agenda.note(7, kStart);
  agenda.note(7, kStart);
  agenda.note(8, kStart);
  CHECK(agenda.take_due(kStart).size() == 2);
}

TEST_CASE("never needs no look") {
  Agenda agenda;
  agenda.note(7, seam::kNever);
  CHECK(agenda.wait_ms(seam::kNever) == -1);
  CHECK(agenda.take_due(seam::kNever).empty());
}

TEST_CASE("who is forgotten is looked at no more, and may be noted again") {
  Agenda agenda;
  agenda.note(7, kStart);
  agenda.forget(7);
  CHECK(agenda.take_due(kStart).empty());
  agenda.note(7, kStart + seconds(5));
  CHECK(agenda.take_due(kStart + seconds(5)) == Ids{7});
}
