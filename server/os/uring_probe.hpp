/// \file
/// Can this build, on this kernel, serve by io_uring? Opened in stage 11. Source: man 2 io_uring_setup.
#pragma once

#include <string>

namespace ladder::os {

/// Why io_uring cannot be used here, in a few words for the log; empty if it can. Tries what the event loop
/// needs, for a kernel may lack it (before Linux 6.0) or forbid it (kernel.io_uring_disabled, seccomp). Any
/// thread.
std::string why_no_uring();

}  // namespace ladder::os
