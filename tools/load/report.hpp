/// \file
/// What a run has shown, as a table for people and as JSON for programs.
#pragma once

#include <ostream>
#include <string>

#include "load/run.hpp"

namespace ladder::tools::load {

/// The table. The stream tells of failure.
void print_table(std::ostream& out, const Options& options, const Summary& summary);

/// One JSON object; latencies in microseconds. docs/tools.md describes it.
std::string to_json(const Options& options, const Summary& summary);

}  // namespace ladder::tools::load
