/// \file
/// How many connections this process may have open at once. Source: man 2 setrlimit.
#pragma once

#include <cstddef>

namespace ladder::tools {

/// Raises the limit of open descriptors as far as that is allowed without privileges. Throws NetworkFailure
/// if `connections` do not fit even then. Main thread, before others are started.
void make_room_for(std::size_t connections);

}  // namespace ladder::tools
