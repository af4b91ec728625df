/// \file
/// One run from start to summary: the workers' threads, the progress line, the signals.
#pragma once

#include <chrono>
#include <cstdint>

#include "load/options.hpp"
#include "load/tally.hpp"

namespace ladder::tools::load {

/// Why a run ended.
enum class Ended : std::uint8_t {
  duration,       ///< the time was over
  requests,       ///< all that were asked for are sent
  signal,         ///< SIGINT or SIGTERM
  no_connection,  ///< nobody was there in the first second
};

/// What came of a run.
struct Summary {
  Tally tally;
  std::chrono::nanoseconds elapsed{};  ///< to the end of the duration, or the last answer if that came later
  Ended ended = Ended::duration;
};

/// Runs it. A second signal ends the program as it would any other. Throws NetworkFailure if the host is
/// unknown.
Summary run(const Options& options);

}  // namespace ladder::tools::load
