#include "os/signals.hpp"

#include <sys/signalfd.h>

#include <cerrno>
#include <csignal>

#include "os/error.hpp"
#include "os/io.hpp"

namespace ladder::os {

//! [stop-signals]
StopSignals::StopSignals(std::initializer_list<int> others) {
  sigset_t set;
  (void)sigemptyset(&set);  // these cannot fail for valid signal numbers
  (void)sigaddset(&set, SIGINT);
  (void)sigaddset(&set, SIGTERM);
  for (const int number : others) (void)sigaddset(&set, number);
  const int error = ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  if (error != 0) throw_system_error(error, "pthread_sigmask", "SIGINT, SIGTERM");
  if (::signal(SIGPIPE, SIG_IGN) == SIG_ERR) throw_system_error("signal", "SIGPIPE");
  if (::signal(SIGXFSZ, SIG_IGN) == SIG_ERR) throw_system_error("signal", "SIGXFSZ");
  fd_ = Fd(check(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd"));
}
//! [stop-signals]

int StopSignals::wait() {
  for (;;) {
    signalfd_siginfo info{};
    const ssize_t got = ::read(fd_.get(), &info, sizeof info);
    if (got == sizeof info) return static_cast<int>(info.ssi_signo);
    if (got < 0 && errno != EAGAIN && errno != EINTR) throw_system_error("read", "signalfd");
    (void)wait_ready(fd_.get(), {.readable = true}, -1);
  }
}

}  // namespace ladder::os
