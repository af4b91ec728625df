#include "os/priority.hpp"

#include <sys/resource.h>

namespace ladder::os {

//! [lower-priority]
void lower_priority() {
  constexpr int kNicer = 10;
  // 0 is the calling thread. -1 may be its value, no error; were it one, the sum would be a nice value as
  // well.
  (void)::setpriority(PRIO_PROCESS, 0, ::getpriority(PRIO_PROCESS, 0) + kNicer);
}
//! [lower-priority]

}  // namespace ladder::os
