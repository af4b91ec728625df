/// \file
/// The fast track: for those who know a stage already, the few checks that together refuse nearly every wrong
/// server of its bank, in about three seconds. docs/mutants.md says which ones they leave out. What a stage
/// has of those before it is left to theirs, but for the last.
#pragma once

#include <string_view>

namespace ladder::check {

/// Whether `check NN --fast` tries this check.
bool is_fast(std::string_view stage, std::string_view name);

}  // namespace ladder::check
