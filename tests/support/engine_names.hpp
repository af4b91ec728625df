/// \file
/// The engines of the complete server that can run here, by the names that --engine takes.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "os/uring_probe.hpp"

namespace ladder::test {

/// True if io_uring can be tested here; tells once, on standard error, why it cannot.
inline bool uring_works() {
  static const std::string obstacle = [] {
    std::string text = os::why_no_uring();
    if (!text.empty()) (void)std::fprintf(stderr, "io_uring is not tested: %s\n", text.c_str());
    return text;
  }();
  return obstacle.empty();
}

/// Those that run event loops.
inline std::vector<std::string> loop_engines() {
  std::vector<std::string> names{"epoll"};
  if (uring_works()) names.emplace_back("uring");
  return names;
}

/// All of them: tests GENERATE(from_range(every_engine())).
inline std::vector<std::string> every_engine() {
  std::vector<std::string> names = loop_engines();
  names.emplace(names.begin(), "threads");
  return names;
}

}  // namespace ladder::test
