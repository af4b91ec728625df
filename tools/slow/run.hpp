/// \file
/// All connections of a run of the slow client, from start to end.
#pragma once

#include <chrono>
#include <vector>

#include "slow/fate.hpp"
#include "slow/options.hpp"

namespace ladder::tools::slow {

/// With --again, after so many no connection is replaced any more: memory is bounded.
inline constexpr std::size_t kMostFates = 1'000'000;

/// What came of a run.
struct Summary {
  std::vector<Fate> fates;  ///< in the order in which the connections ended
  std::chrono::nanoseconds elapsed{};
  bool was_interrupted = false;  ///< by SIGINT or SIGTERM
};

/// Runs until the duration is over, until all connections have ended, or until a signal. Throws
/// NetworkFailure if the host is unknown.
Summary run(const Options& options);

}  // namespace ladder::tools::slow
