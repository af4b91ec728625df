/// \file
/// SIGPIPE ignored for a while, for tests that call sendfile(2) towards a peer that is gone.
#pragma once

#include <csignal>

namespace ladder::test {

/// sendfile(2) has no MSG_NOSIGNAL: programs ignore SIGPIPE (os::StopSignals), and so do these tests.
class IgnoredSigpipe {
 public:
  IgnoredSigpipe() : before_(::signal(SIGPIPE, SIG_IGN)) {}
  ~IgnoredSigpipe() { (void)::signal(SIGPIPE, before_); }
  IgnoredSigpipe(const IgnoredSigpipe&) = delete;
  IgnoredSigpipe& operator=(const IgnoredSigpipe&) = delete;

 private:
  void (*before_)(int);
};

}  // namespace ladder::test
