/// \file
/// How tests wait and how much they do. A test never sleeps in place of a condition: it asks again and again
/// until the condition holds or a generous deadline has passed, and no test asserts a speed. Under a
/// sanitizer everything is some ten times slower, so deadlines grow and counts shrink.
#pragma once

#include <algorithm>
#include <chrono>
#include <thread>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LADDER_TEST_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define LADDER_TEST_SANITIZED 1
#endif
#endif

namespace ladder::test {

#ifdef LADDER_TEST_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

/// No condition of a working program takes this long, even on a busy machine.
inline constexpr std::chrono::milliseconds kPatience = std::chrono::seconds(kSanitized ? 120 : 30);

/// For what must not happen: long enough to catch a gross mistake, short enough to be waited out in every
/// run.
inline constexpr std::chrono::milliseconds kAWhile{150};

/// A deadline that a promise names ("stops within 3 s"), with what a busy machine takes on top.
inline constexpr std::chrono::milliseconds promised(std::chrono::milliseconds time) {
  return kSanitized ? time * 5 : time + std::chrono::seconds(2);
}

/// How often something is done: a tenth under a sanitizer, at least once.
inline constexpr int scaled(int count) { return kSanitized ? std::max(1, count / 10) : count; }

/// Asks until the condition holds. False if it did not within `at_most`.
template <class Condition>
bool eventually(Condition&& condition, std::chrono::milliseconds at_most = kPatience) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace ladder::test
