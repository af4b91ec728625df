/// \file
/// Which thread runs first when there are fewer processors than threads that could run. Opened in stage 09.
/// Source: man 2 setpriority, man 7 sched.
#pragma once

namespace ladder::os {

/// From now on the calling thread yields to threads that have not called this: its nice value grows by 10, so
/// that it gets a tenth of their time while they want to run, and all of it while they wait. (On Linux the
/// nice value belongs to the thread, not to the process.) A lock that it holds when it must yield makes
/// others wait as long: for threads that hold locks for a few instructions only. Cannot fail: a thread may be
/// nicer.
void lower_priority();

}  // namespace ladder::os
