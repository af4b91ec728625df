/// \file
/// The timer wheel (drive/deadlines.hpp). Time is told, not measured: nothing here waits.
#include "drive/deadlines.hpp"

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

#include "support/catch.hpp"

using namespace ladder;
using drive::DeadlineHook;
using drive::Deadlines;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const seam::TimePoint kStart{hours(1'000)};

std::vector<DeadlineHook*> due_at(Deadlines& deadlines, seam::TimePoint now) {
  std::vector<DeadlineHook*> due;
  deadlines.take_due(now, due);
  return due;
}

}  // namespace

TEST_CASE("A deadline comes due after its moment, a tick or two late at most", "[drive][stage08]") {
  for (const int after_ms : {0, 1, 99, 100, 101, 150, 5'000, 25'000}) {
    CAPTURE(after_ms);
    const milliseconds after(after_ms);
    Deadlines deadlines(kStart);
    DeadlineHook hook;
    deadlines.watch(hook, kStart + after);
    CHECK(hook.linked());
    if (after > milliseconds(0)) CHECK(due_at(deadlines, kStart + after - milliseconds(1)).empty());
    CHECK(due_at(deadlines, kStart + after + 2 * Deadlines::kTick) == std::vector<DeadlineHook*>{&hook});
    CHECK_FALSE(hook.linked());
    CHECK(due_at(deadlines, kStart + after + seconds(60)).empty());  // once
  }
}

TEST_CASE("Never needs no hook", "[drive][stage08]") {
  Deadlines deadlines(kStart);
  DeadlineHook hook;
  deadlines.watch(hook, seam::kNever);
  CHECK_FALSE(hook.linked());
  CHECK(deadlines.wait_ms(kStart) == -1);
}

TEST_CASE("A timer never outlives its connection", "[drive][stage08]") {
  Deadlines deadlines(kStart);
  auto gone = std::make_unique<DeadlineHook>();
  DeadlineHook before, after;
  deadlines.watch(before, kStart + seconds(1));
  deadlines.watch(*gone, kStart + seconds(1));
  deadlines.watch(after, kStart + seconds(1));
  gone.reset();
  const auto due = due_at(deadlines, kStart + seconds(2));
  CHECK(due == std::vector<DeadlineHook*>{&before, &after});
}

TEST_CASE("A deadline moved earlier comes due earlier", "[drive][stage08]") {
  Deadlines deadlines(kStart);
  DeadlineHook hook;
  deadlines.watch(hook, kStart + seconds(10));
  deadlines.watch(hook, kStart + seconds(1));
  CHECK(due_at(deadlines, kStart + milliseconds(1'200)).size() == 1);
  CHECK(due_at(deadlines, kStart + seconds(20)).empty());
}

TEST_CASE("A deadline moved later is looked at in its old slot and set again", "[drive][stage08]") {
  Deadlines deadlines(kStart);
  DeadlineHook hook;
  deadlines.watch(hook, kStart + seconds(1));
  deadlines.watch(hook, kStart + seconds(3));  // costs nothing now
  CHECK(due_at(deadlines, kStart + milliseconds(1'200)).size() == 1);
  deadlines.watch(hook, kStart + seconds(3));  // what the owner does on seeing its real deadline
  CHECK(due_at(deadlines, kStart + milliseconds(2'999)).empty());
  CHECK(due_at(deadlines, kStart + milliseconds(3'200)).size() == 1);
}

TEST_CASE("A deadline beyond the wheel comes round early, never late", "[drive][stage08]") {
  Deadlines deadlines(kStart);
  DeadlineHook hook;
  const auto deadline = kStart + seconds(60);
  deadlines.watch(hook, deadline);
  int looks = 0;
  for (auto now = kStart; now < deadline; now += Deadlines::kTick) {
    for (DeadlineHook* due : due_at(deadlines, now)) {
      ++looks;
      deadlines.watch(*due, deadline);
    }
  }
  CHECK(looks >= 1);
  CHECK(looks <= 3);
  CHECK(due_at(deadlines, deadline + 2 * Deadlines::kTick).size() == 1);
}

TEST_CASE("After a long sleep one look finds everything that is due", "[drive][stage08]") {
  Deadlines deadlines(kStart);
  std::vector<DeadlineHook> hooks(100);
  for (std::size_t i = 0; i < hooks.size(); ++i) deadlines.watch(hooks[i], kStart + i * milliseconds(150));
  CHECK(due_at(deadlines, kStart + hours(10)).size() == hooks.size());
  // And the wheel still turns: a deadline set after the sleep is neither early for ever nor lost.
  deadlines.watch(hooks[0], kStart + hours(10) + seconds(1));
  CHECK(due_at(deadlines, kStart + hours(10) + milliseconds(900)).empty());
  CHECK(due_at(deadlines, kStart + hours(10) + milliseconds(1'200)).size() == 1);
}

TEST_CASE("The wait ends when the next slot in use has passed, and not before",
          "[drive][stage08][epoll_wait.2]") {
  Deadlines deadlines(kStart);
  CHECK(deadlines.wait_ms(kStart) == -1);
  DeadlineHook late, soon;
  deadlines.watch(late, kStart + seconds(10));
  const int for_late = deadlines.wait_ms(kStart);
  CHECK(for_late >= 10'000);
  CHECK(for_late <= 10'200);
  deadlines.watch(soon, kStart + seconds(2));
  const int for_soon = deadlines.wait_ms(kStart);
  CHECK(for_soon >= 2'000);
  CHECK(for_soon <= 2'200);
  // Waking exactly then finds it: no busy turn of the loop before.
  CHECK(due_at(deadlines, kStart + milliseconds(for_soon)) == std::vector<DeadlineHook*>{&soon});
  CHECK(deadlines.wait_ms(kStart + seconds(30)) == 0);
}

TEST_CASE("Many deadlines that come, move and go are each due in time", "[drive][stage08]") {
  constexpr std::size_t kHooks = 200;
  std::mt19937 random(7);
  Deadlines deadlines(kStart);
  std::vector<std::unique_ptr<DeadlineHook>> hooks;
  std::vector<seam::TimePoint> wanted;
  for (std::size_t i = 0; i < kHooks; ++i) {
    hooks.push_back(std::make_unique<DeadlineHook>());
    wanted.push_back(kStart + milliseconds(random() % 40'000));
    deadlines.watch(*hooks.back(), wanted.back());
  }
  int late = 0, finished = 0;
  for (auto now = kStart; now < kStart + seconds(100); now += milliseconds(10 + random() % 300)) {
    for (DeadlineHook* due : due_at(deadlines, now)) {
      const auto at = std::ranges::find(hooks, due, &std::unique_ptr<DeadlineHook>::get);
      const auto index = static_cast<std::size_t>(at - hooks.begin());
      REQUIRE(index < kHooks);
      if (wanted[index] > now) deadlines.watch(*due, wanted[index]);
      if (wanted[index] <= now) ++finished;
      if (now - wanted[index] > 2 * Deadlines::kTick + milliseconds(310)) ++late;
    }
    const std::size_t moved = random() % kHooks;
    if (hooks[moved]->linked()) deadlines.watch(*hooks[moved], wanted[moved] += milliseconds(random() % 500));
  }
  CHECK(late == 0);
  CHECK(finished == static_cast<int>(kHooks));
}
