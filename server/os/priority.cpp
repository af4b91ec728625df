#include "os/priority.hpp"

#include <sys/resource.h>

namespace ladder::os {

//! [give-way]
void give_way() {
  constexpr int kNicer = 10;
  // 0 is the calling thread. Its value may be -1, which is no error here: raising what it is not is allowed
  // too.
  (void)::setpriority(PRIO_PROCESS, 0, ::getpriority(PRIO_PROCESS, 0) + kNicer);
}
//! [give-way]

}  // namespace ladder::os
