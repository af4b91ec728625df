#include "os/uring_probe.hpp"

#ifdef LADDER_WITH_URING

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "os/error.hpp"
#include "os/fd.hpp"
#include "os/receive_buffers.hpp"
#include "os/uring.hpp"

namespace ladder::os {

namespace {

//! [probe]
/// A receive that completes a second time without having been queued again: the newest of what the loop needs
/// (Linux 6.0), so that the rest is there as well.
std::string try_receive_many() {
  std::array<int, 2> pair{};
  check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair.data()), "socketpair");
  const Fd ours(pair[0]);
  const Fd peers(pair[1]);
  ReceiveBuffers buffers(2, 64);
  Uring ring(4);
  ring.provide(buffers);
  ring.enable();
  ring.receive_many(ours.get(), 1);
  for (int i = 0; i < 2; ++i) {
    check(static_cast<int>(::write(peers.get(), "?", 1)), "write");
    int result = -EAGAIN;
    bool again = false;
    ring.submit_and_wait(1'000);
    ring.reap([&](const Completion& completion) {
      result = completion.result;
      again = completion.more && completion.buffer;
    });
    if (result < 0) return "receiving again and again: " + error_text(-result);
    if (!again) return "this kernel does not receive again and again into provided buffers";
  }
  return {};
}
//! [probe]

}  // namespace

std::string why_no_uring() {
  try {
    return try_receive_many();
  } catch (const std::system_error& error) {
    return error.what();
  }
}

}  // namespace ladder::os

#else

namespace ladder::os {

std::string why_no_uring() { return "built without liburing"; }

}  // namespace ladder::os

#endif
