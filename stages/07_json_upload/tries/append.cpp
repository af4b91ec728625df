/// \file
/// write_all, tried on a pipe, which takes less than it is given, and on what takes nothing.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <thread>

#include "content/uploads/upload_store.hpp"
#include "os/error.hpp"
#include "os/fd.hpp"
#include "support/catch.hpp"

using namespace ladder;

namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

/// A pipe that never waits and holds little: both ends.
std::array<os::Fd, 2> pipe_ends(int flags) {
  std::array<int, 2> fds{};
  os::check(::pipe2(fds.data(), O_CLOEXEC | flags), "pipe2");
  return {os::Fd(fds[0]), os::Fd(fds[1])};
}

}  // namespace

TEST_CASE("all bytes are written, and it says 0") {
  auto ends = pipe_ends(0);
  CHECK(content::write_all(ends[1].get(), bytes_of("hello")) == 0);
  ends[1].reset();
  std::array<char, 10> space{};
  CHECK(::read(ends[0].get(), space.data(), space.size()) == 5);
}

TEST_CASE("nothing is written of nothing, and it says 0") {
  const auto ends = pipe_ends(0);
  CHECK(content::write_all(ends[1].get(), {}) == 0);
}

TEST_CASE("what takes a part and then is full says its error: a full disk does so") {
  const auto ends = pipe_ends(O_NONBLOCK);
  CHECK(content::write_all(ends[1].get(), bytes_of(std::string(1'000'000, 'x'))) == EAGAIN);
}

TEST_CASE("what takes nothing says its error") {
  const os::Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  CHECK(content::write_all(full.get(), bytes_of("hello")) == ENOSPC);
  CHECK(content::write_all(-1, bytes_of("hello")) == EBADF);
}
