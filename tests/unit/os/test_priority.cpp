/// \file
/// Threads that give way to others (os/priority.hpp).
#include "os/priority.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <thread>

#include "support/catch.hpp"

TEST_CASE("Who gives way is nicer than the thread that started it, which stays as it is",
          "[os][stage09][setpriority.2]") {
  const int before = ::getpriority(PRIO_PROCESS, 0);
  int after = before;
  std::thread([&after] {
    ladder::os::lower_priority();
    after = ::getpriority(PRIO_PROCESS, 0);
  }).join();
  constexpr int kNicest = 19;
  CHECK(after == std::min(before + 10, kNicest));
  CHECK(::getpriority(PRIO_PROCESS, 0) == before);
}
