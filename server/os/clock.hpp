/// \file
/// The wall clock of the whole server: one, so that no two moments of one answer disagree. Date,
/// Last-Modified, the names of uploads and the lines of the access log are all told by it. Opened in stage
/// 06.
#pragma once

#include <ctime>

namespace ladder::os {

/// Seconds since 1970. Reads CLOCK_REALTIME_COARSE, as time(2) does: a few nanoseconds to ask, and up to 10
/// ms behind the fine clock, which at the turn of a second is a second. Any thread.
inline std::time_t wall_clock_seconds() { return std::time(nullptr); }

}  // namespace ladder::os
