/// \file
/// openat2_shim: lets instructions.py count the server under a valgrind that is older than openat2(2), as
/// version 3.19 is. Preloaded, it stands before syscall(3) of the C library and opens with openat(2) instead.
/// That gives up what openat2 is for, the bounds of the root: fit for counting instructions on a root of
/// one's own, for nothing else. Sources: man 2 openat2, man 8 ld.so (LD_PRELOAD).

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

#include <cstdarg>

extern "C" long syscall(long number, ...) noexcept {
  va_list arguments;
  va_start(arguments, number);
  long a[6];  // what the kernel takes at most (man 2 syscall); there are registers for all, given or not
  for (long& each : a) each = va_arg(arguments, long);
  va_end(arguments);

  if (number == SYS_openat2) {
    const auto* how = reinterpret_cast<const open_how*>(a[2]);
    return ::openat(static_cast<int>(a[0]), reinterpret_cast<const char*>(a[1]), static_cast<int>(how->flags),
                    static_cast<mode_t>(how->mode));
  }
  using Call = long (*)(long, ...);
  static const auto next = reinterpret_cast<Call>(::dlsym(RTLD_NEXT, "syscall"));
  return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
