/// \file
/// How a fuzz target says that an invariant does not hold. For tests only.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace ladder::fuzz {

/// An invariant is broken. Nobody catches it while fuzzing: libFuzzer keeps the input and ends. The replay
/// (fuzz/replay.cpp) prints it beside the input's name.
struct Violation : std::logic_error {
  using std::logic_error::logic_error;
};

/// Throws Violation unless it holds.
inline void require(bool holds, std::string_view what) {
  if (!holds) throw Violation(std::string(what));
}

}  // namespace ladder::fuzz
