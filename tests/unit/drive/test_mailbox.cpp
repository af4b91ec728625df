/// \file
/// How other threads reach a loop (drive/mailbox.hpp).
#include "drive/mailbox.hpp"

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "os/io.hpp"
#include "support/catch.hpp"
#include "support/patience.hpp"

using namespace ladder;
using namespace ladder::test;
using drive::Mailbox;

namespace {

template <class T>
bool has_news(const Mailbox<T>& mailbox, std::chrono::milliseconds at_most = std::chrono::milliseconds(0)) {
  return os::wait_ready(mailbox.fd(), {.readable = true}, -1, at_most).readable;
}

}  // namespace

TEST_CASE("Letters are taken in the order they were posted, once", "[drive][stage09]") {
  Mailbox<std::unique_ptr<int>> mailbox;
  CHECK_FALSE(has_news(mailbox));
  for (int i = 0; i < 3; ++i) mailbox.post(std::make_unique<int>(i));
  CHECK(has_news(mailbox));
  const auto& letters = mailbox.take_all();
  REQUIRE(letters.size() == 3);
  for (int i = 0; i < 3; ++i) CHECK(*letters[static_cast<std::size_t>(i)] == i);
  CHECK_FALSE(has_news(mailbox));
  CHECK(mailbox.take_all().empty());
}

TEST_CASE("A wake-up without a letter is seen too", "[drive][stage09]") {
  Mailbox<int> mailbox;
  mailbox.wake();
  CHECK(has_news(mailbox));
  CHECK(mailbox.take_all().empty());
  CHECK_FALSE(has_news(mailbox));
}

TEST_CASE("No letter is lost between taking and waiting", "[drive][stage09]") {
  constexpr int kSenders = 3;
  constexpr int kLetters = scaled(5'000);
  Mailbox<int> mailbox;
  std::vector<std::jthread> senders;
  for (int sender = 0; sender < kSenders; ++sender) {
    senders.emplace_back([&mailbox, sender] {
      for (int i = 0; i < kLetters; ++i) mailbox.post(i * kSenders + sender);
    });
  }
  std::vector<int> last(kSenders, -1);
  int count = 0, out_of_order = 0;
  // As a loop does it: never looks into the box without having been woken.
  while (count < kSenders * kLetters && has_news(mailbox, kPatience)) {
    for (const int letter : mailbox.take_all()) {
      int& before = last[static_cast<std::size_t>(letter % kSenders)];
      if (letter <= before) ++out_of_order;
      before = letter;
      ++count;
    }
  }
  CHECK(count == kSenders * kLetters);
  CHECK(out_of_order == 0);
}
