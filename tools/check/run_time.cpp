#include "check/run_time.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>

namespace ladder::check {

namespace fs = std::filesystem;

std::map<pid_t, RunTime> run_times(const std::vector<pid_t>& processes) {
  std::map<pid_t, RunTime> times;
  for (const pid_t process : processes) {
    std::error_code error;
    const fs::path tasks = "/proc/" + std::to_string(process) + "/task";
    for (fs::directory_iterator at(tasks, error), end; !error && at != end; at.increment(error)) {
      const std::string name = at->path().filename();
      pid_t thread = 0;
      (void)std::from_chars(name.data(), name.data() + name.size(), thread);
      std::ifstream file(at->path() / "schedstat");
      std::int64_t ran = 0;
      std::int64_t queued = 0;
      (void)(file >> ran >> queued);  // a kernel without this account tells only whether a thread is ready
      times[thread] = {std::chrono::nanoseconds(ran), std::chrono::nanoseconds(queued)};
    }
  }
  return times;
}

double share_taken(const std::map<pid_t, RunTime>& before, const std::map<pid_t, RunTime>& after,
                   std::chrono::nanoseconds between) {
  double share = 0;
  for (const auto& [thread, now] : after) {
    const auto then = before.find(thread);
    if (then == before.end()) continue;
    const auto could_run = between - (now.queued - then->second.queued);
    if (could_run < between / 100) continue;
    const auto ran = now.ran - then->second.ran;
    share += static_cast<double>(ran.count()) / static_cast<double>(could_run.count());
  }
  return share;
}

bool is_any_ready(const std::map<pid_t, RunTime>& threads) {
  for (const auto& [thread, unused] : threads) {
    std::ifstream file("/proc/" + std::to_string(thread) + "/stat");
    std::string text;
    if (!std::getline(file, text)) continue;
    const std::size_t name_end = text.rfind(')');  // the name may itself hold parentheses
    if (name_end != std::string::npos && text.substr(name_end).starts_with(") R")) return true;
  }
  return false;
}

}  // namespace ladder::check
