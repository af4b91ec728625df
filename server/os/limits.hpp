/// \file
/// How many descriptors this process may open. Opened in stage 09. Source: man 2 getrlimit.
#pragma once

#include <cstddef>

namespace ladder::os {

/// Raises the soft limit on open descriptors to the hard limit and returns what then holds.
/// Throws std::system_error. Call it once, at start.
std::size_t raise_descriptor_limit();

}  // namespace ladder::os
