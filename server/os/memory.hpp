/// \file
/// Memory that the program has freed and the allocator still keeps: it lies between what is in use, where no
/// single free() can return it. Opened in stage 12. Source: man 3 malloc_trim.
#pragma once

namespace ladder::os {

/// Gives free pages back to the kernel if there are many; else does nothing. It holds up those who allocate
/// for some milliseconds, so it is for a quiet thread, now and then. Any thread.
void give_back_memory();

}  // namespace ladder::os
