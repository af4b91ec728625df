/// \file
/// A queue that is full and a kernel that takes nothing of it just now (os/uring.hpp,
/// drive/uring_operations.hpp). The linker puts a call of this file in front of io_uring_submit.
#include <liburing.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

#include "drive/uring_connection.hpp"
#include "drive/uring_operations.hpp"
#include "os/receive_buffers.hpp"
#include "os/uring.hpp"
#include "support/catch.hpp"
#include "support/client.hpp"
#include "support/engine_names.hpp"
#include "support/scripted.hpp"
#include "support/sockets.hpp"

namespace {

/// While one lives, the next `count` calls that hand in a full queue fail.
class Refusals {
 public:
  Refusals(int count, int error_number) {
    left = count;
    error = error_number;
  }
  ~Refusals() { left = 0; }
  Refusals(const Refusals&) = delete;
  Refusals& operator=(const Refusals&) = delete;
  static bool take() { return left > 0 && left-- > 0; }
  static thread_local int left;  // other tests' loops are other threads
  static thread_local int error;
};
thread_local int Refusals::left = 0;
thread_local int Refusals::error = 0;

}  // namespace

// The names are the linker's (man 1 ld, --wrap).
extern "C" int __real_io_uring_submit(io_uring* ring);   // NOLINT
extern "C" int __wrap_io_uring_submit(io_uring* ring) {  // NOLINT
  return Refusals::take() ? -Refusals::error : __real_io_uring_submit(ring);
}

using namespace ladder;
using namespace ladder::test;
using os::Completion;

namespace {

constexpr unsigned kEntries = 4;
constexpr int kAlways = 1'000'000;
constexpr int kSomeTime = 100;  // milliseconds of one wait; the tests wait again

using OneClient = drive::UringConnection<Scripted>;

struct Ring {
  os::ReceiveBuffers buffers{2, 8};
  os::Uring uring{kEntries};
  std::vector<Completion> seen;
  Ring() {
    uring.provide(buffers);
    uring.enable();
  }
  bool sees(std::size_t count) {
    return eventually([&] {
      uring.submit_and_wait(kSomeTime);
      uring.reap([this](const Completion& one) { seen.push_back(one); });
      return seen.size() >= count;
    });
  }
  /// Entries are queued until no more fit.
  void fill(int fd) {
    for (unsigned i = 0; i < kEntries; ++i) uring.wait_writable(fd, 1);
  }
};

}  // namespace

TEST_CASE("A full queue is handed in again when the kernel takes nothing of it just now",
          "[os][stage11][io_uring_enter.2]") {
  if (!uring_works()) return;
  const int error = GENERATE(EAGAIN, EBUSY, EINTR);
  Ring ring;
  const Sockets sockets = unix_pair();
  ring.fill(sockets.ours.get());
  const std::string text = "sent";
  const Refusals refusals(3, error);
  REQUIRE_NOTHROW(ring.uring.send(sockets.ours.get(), std::as_bytes(std::span(text)), 2));
  CHECK(Refusals::left == 0);
  REQUIRE(ring.sees(kEntries + 1));
  CHECK(receive_now(sockets.peers.get()) == "sent");
}

TEST_CASE("What the kernel refuses for good, or again and again, is thrown", "[os][stage11]") {
  if (!uring_works()) return;
  const int error = GENERATE(EAGAIN, ENXIO);
  Ring ring;
  const Sockets sockets = unix_pair();
  ring.fill(sockets.ours.get());
  const Refusals refusals(kAlways, error);
  try {
    ring.uring.cancel(1);
    FAIL("it was queued");
  } catch (const std::system_error& refused) {
    CHECK(refused.code().value() == error);
  }
}

TEST_CASE("What cannot be called back now is called back when it is asked for again", "[drive][stage11]") {
  if (!uring_works()) return;
  Ring ring;
  drive::UringOperations<OneClient> operations(ring.uring);
  Sockets sockets = unix_pair();
  const Sockets others = unix_pair();
  (void)fill(sockets.ours.get());
  OneClient client;
  client.fd = std::move(sockets.ours);
  operations.receive(client);
  ring.uring.wait_writable(client.fd.get(), drive::uring_tag(client, drive::UringOp::send));
  client.sending = true;
  ring.uring.submit_and_wait(0);
  ring.fill(others.ours.get());
  {
    const Refusals refusals(kAlways, EAGAIN);
    operations.call_back(client);
    CHECK(operations.take_missed());
  }
  operations.call_back(client);
  CHECK_FALSE(operations.take_missed());
  operations.call_back(client);  // once is enough
  REQUIRE(ring.sees(kEntries + 2));
  int called_back = 0;
  for (const Completion& one : ring.seen) called_back += one.result == -ECANCELED ? 1 : 0;
  CHECK(called_back == 2);
  CHECK(ring.seen.size() == kEntries + 2);
}
