/// \file
/// Whether somebody watches.
#pragma once

#include <unistd.h>

namespace ladder::tools {

/// True if standard error is a terminal: then progress is shown there. Any thread.
inline bool errors_go_to_terminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace ladder::tools
