/// \file
/// seccomp: the kernel refuses this process every system call but those on a list. Opened in stage 12.
/// Sources: man 2 seccomp, the kernel's Documentation/userspace-api/seccomp_filter.rst.
#pragma once

#include <string>

namespace ladder::os {

/// What the list leaves open.
struct CallFilter {
  bool uring = false;  ///< the three calls of io_uring, whose operations no filter sees
};

/// Empty if filter_calls() can work here; else why not. Any thread.
std::string why_no_seccomp();

/// From here on every thread of this process, running or to come, may make the calls that a started server
/// needs (os/seccomp_calls.hpp), and no memory executable. Calls that only an intruder would make end the
/// process with SIGSYS; all others fail with EPERM. Call it after forbid_new_privileges(). Throws
/// std::system_error.
void filter_calls(const CallFilter& filter);

}  // namespace ladder::os
