/// \file
/// take_due of the wheel, tried without a clock: time is told.
#include <vector>

#include "drive/deadlines.hpp"
#include "support/catch.hpp"

using namespace ladder;
using drive::DeadlineHook;
using drive::Deadlines;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const seam::TimePoint kStart{hours(1'000)};

std::size_t due_at(Deadlines& deadlines, seam::TimePoint now) {
  std::vector<DeadlineHook*> due;
  deadlines.take_due(now, due);
  return due.size();
}

}  // namespace

TEST_CASE("what is not due is left") {
  Deadlines deadlines(kStart);
  DeadlineHook hook;
  deadlines.watch(hook, kStart + seconds(5));
  CHECK(due_at(deadlines, kStart + milliseconds(4'900)) == 0);
  CHECK(hook.linked());
}

TEST_CASE("what is due is taken, two ticks late at most, and stands on the wheel no more") {
  Deadlines deadlines(kStart);
  DeadlineHook hook;
  deadlines.watch(hook, kStart + seconds(5));
  CHECK(due_at(deadlines, kStart + seconds(5) + 2 * Deadlines::kTick) == 1);
  CHECK_FALSE(hook.linked());
  CHECK(due_at(deadlines, kStart + seconds(60)) == 0);
}

TEST_CASE("several of one slot are all taken") {
  Deadlines deadlines(kStart);
  std::vector<DeadlineHook> hooks(3);
  for (DeadlineHook& hook : hooks) deadlines.watch(hook, kStart + seconds(1));
  CHECK(due_at(deadlines, kStart + seconds(2)) == 3);
}

TEST_CASE("what stands before is kept: it is appended") {
  Deadlines deadlines(kStart);
  DeadlineHook hook;
  deadlines.watch(hook, kStart + seconds(1));
  std::vector<DeadlineHook*> due(1, nullptr);
  deadlines.take_due(kStart + seconds(2), due);
  CHECK(due.size() == 2);
}

TEST_CASE("after a sleep of a minute, or of hours, one look takes everything, and the wheel still turns") {
  for (const auto slept : {std::chrono::milliseconds(60'000), std::chrono::milliseconds(hours(10))}) {
    Deadlines deadlines(kStart);
    std::vector<DeadlineHook> hooks(100);
    for (std::size_t i = 0; i < hooks.size(); ++i) deadlines.watch(hooks[i], kStart + i * milliseconds(150));
    CHECK(due_at(deadlines, kStart + slept) == hooks.size());
    deadlines.watch(hooks[0], kStart + slept + seconds(1));
    CHECK(due_at(deadlines, kStart + slept + milliseconds(900)) == 0);
    CHECK(due_at(deadlines, kStart + slept + milliseconds(1'200)) == 1);
  }
}
