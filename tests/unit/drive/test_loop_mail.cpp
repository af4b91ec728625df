/// \file
/// What other threads have to say to a loop (drive/loop_mail.hpp, drive/jobs.hpp, seam/waker.hpp).
#include "drive/loop_mail.hpp"

#include <memory>
#include <thread>
#include <vector>

#include "drive/jobs.hpp"
#include "os/io.hpp"
#include "support/catch.hpp"
#include "support/patience.hpp"
#include "support/scripted.hpp"

using namespace ladder;
using namespace ladder::test;
using drive::LoopMail;
using drive::SlotId;

namespace {

std::shared_ptr<LoopMail> mail_of(std::size_t slots) {
  auto mail = std::make_shared<LoopMail>(1);
  mail->reserve(slots);
  return mail;
}

bool has_news(const LoopMail& mail, std::chrono::milliseconds at_most = std::chrono::milliseconds(0)) {
  return os::wait_ready(mail.fd(), {.readable = true}, -1, at_most).readable;
}

std::vector<drive::News> take(LoopMail& mail) {
  (void)mail.take_connections();
  return mail.take_news();
}

}  // namespace

TEST_CASE("A waker that is called wakes the loop once, with the place and the generation it was made for",
          "[drive][stage09]") {
  const auto mail = mail_of(8);
  const seam::Waker waker(mail, 5, 7);
  CHECK(waker);
  CHECK_FALSE(has_news(*mail));
  for (int i = 0; i < 1'000; ++i) waker.wake();
  CHECK(has_news(*mail));
  const auto news = take(*mail);
  REQUIRE(news.size() == 1);
  CHECK(news[0].whose == SlotId{5, 7});
  CHECK(news[0].woken);
  CHECK_FALSE(news[0].worked);
  CHECK_FALSE(has_news(*mail));
  CHECK(take(*mail).empty());
}

TEST_CASE("A waker of nobody wakes nobody", "[drive][stage03]") {
  const seam::Waker waker;
  CHECK_FALSE(waker);
  waker.wake();
}

TEST_CASE("The end of a job and a call of the waker are told together", "[drive][stage09]") {
  const auto mail = mail_of(8);
  mail->wake(1, 0);
  mail->worked({1, 0});
  mail->worked({2, 0});
  const auto news = take(*mail);
  REQUIRE(news.size() == 2);
  CHECK((news[0].worked && news[0].woken));
  CHECK((news[1].worked && !news[1].woken));
}

TEST_CASE("News for who had a place before is void once there is news for who has it now",
          "[drive][stage09]") {
  const auto mail = mail_of(8);
  const std::uint32_t later = GENERATE(4u, 0u);
  const std::uint32_t before = later - 1;  // also where the count begins anew
  SECTION("it came first") {
    mail->worked({3, before});
    mail->wake(3, later);
  }
  SECTION("it came too late") {
    mail->wake(3, later);
    mail->worked({3, before});
  }
  const auto news = take(*mail);
  REQUIRE(news.size() == 1);
  CHECK(news[0].whose == SlotId{3, later});
  CHECK((news[0].woken && !news[0].worked));
}

TEST_CASE("A waker outlives its loop and harms nobody", "[drive][stage09]") {
  seam::Waker waker;
  {
    const auto mail = mail_of(1);
    waker = seam::Waker(mail, 0, 0);
  }
  waker.wake();
  CHECK(waker);
}

TEST_CASE("No call of a waker is slept over", "[drive][stage09]") {
  constexpr std::uint32_t kPlaces = 4;
  constexpr std::uint32_t kCalls = scaled(5'000);
  const auto mail = mail_of(kPlaces);
  std::vector<std::jthread> callers;
  for (std::uint32_t place = 0; place < kPlaces; ++place)
    callers.emplace_back([&mail, place] {
      for (std::uint32_t generation = 1; generation <= kCalls; ++generation) mail->wake(place, generation);
    });
  // As a loop does it: never looks without having been woken. The last of each must come.
  std::uint32_t seen_last = 0;
  while (seen_last < kPlaces && has_news(*mail, kPatience))
    for (const drive::News& news : take(*mail)) seen_last += news.whose.generation == kCalls ? 1 : 0;
  CHECK(seen_last == kPlaces);
}

TEST_CASE("A job is run by the pool and its end is told", "[drive][stage09]") {
  const auto mail = mail_of(2);
  std::thread::id ran_on;
  concurrency::ThreadPool pool(1, 1);
  REQUIRE(drive::hand_over(pool, std::make_shared<FunctionWork>([&] { ran_on = std::this_thread::get_id(); }),
                           mail, {1, 4}));
  REQUIRE(has_news(*mail, kPatience));
  const auto news = take(*mail);
  REQUIRE(news.size() == 1);
  CHECK(news[0].whose == SlotId{1, 4});
  CHECK(news[0].worked);
  CHECK(ran_on != std::this_thread::get_id());
}

TEST_CASE("A job for which the pool has no place is not run and nobody waits", "[drive][stage09]") {
  const auto mail = mail_of(1);
  concurrency::ThreadPool pool(1, 0);
  bool ran = false;
  CHECK_FALSE(drive::hand_over(pool, std::make_shared<FunctionWork>([&] { ran = true; }), mail, {0, 0}));
  CHECK_FALSE(ran);
  CHECK_FALSE(has_news(*mail));
}
