/// \file
/// What an accept loop does when the process has run out of descriptors or memory. Opened in stage 04.
#pragma once

#include <chrono>

namespace ladder::drive {

/// After EMFILE and the like an accept loop rests this long: the waiting connection keeps the listener
/// readable, so trying again at once would only burn the CPU that could free what is missing.
inline constexpr std::chrono::milliseconds kAcceptRest{100};

}  // namespace ladder::drive
