/// \file
/// How much of the processor each thread of a program had, from /proc (man 5 proc): whoever waits by asking
/// again and again has all that it can get.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <vector>

namespace ladder::check {

/// What a thread had since it began, and how long it stood in the queue for it.
struct RunTime {
  std::chrono::nanoseconds ran{0};
  std::chrono::nanoseconds queued{0};
};

/// By the number of the thread. Empty where the kernel does not count (CONFIG_SCHED_INFO).
std::map<pid_t, RunTime> run_times(const std::vector<pid_t>& processes);

/// The share that the threads took between these two, each of the processor that it could have had, together:
/// what others took meanwhile, however many they are, is no part of it. 0 is nothing, 1 is one thread that
/// never waits, or several that take turns, as those of an interpreter do. Nothing can be said of one that
/// stood in the queue all the time.
double share_taken(const std::map<pid_t, RunTime>& before, const std::map<pid_t, RunTime>& after,
                   std::chrono::nanoseconds between);

/// Whether one of these threads runs or is ready to (man 5 proc, state R). On a machine where it hardly gets
/// a turn, a window may show no time at all of one that never waits: this does.
bool is_any_ready(const std::map<pid_t, RunTime>& threads);

}  // namespace ladder::check
