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

/// The largest share that a thread took between these two, of the processor that it could have had: what
/// others took meanwhile, however many they are, is no part of it. 0 to 1; nothing can be said of a thread
/// that stood in the queue nearly all the time.
double busiest_share(const std::map<pid_t, RunTime>& before, const std::map<pid_t, RunTime>& after,
                     std::chrono::nanoseconds between);

}  // namespace ladder::check
