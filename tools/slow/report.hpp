/// \file
/// What became of all connections, as a table for people and as JSON for programs.
#pragma once

#include <ostream>
#include <string>

#include "slow/run.hpp"

namespace ladder::tools::slow {

/// The JSON lists so many connections one by one; the groups count all.
inline constexpr std::size_t kMostListed = 10'000;

/// The table: one row for all of which the same became. The stream tells of failure.
void print_table(std::ostream& out, const Options& options, const Summary& summary);

/// One JSON object; docs/tools.md describes it.
std::string to_json(const Options& options, const Summary& summary);

}  // namespace ladder::tools::slow
