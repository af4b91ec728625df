/// \file
/// Receiving, sending and waiting (os/io.hpp).
#include "os/io.hpp"

#include <fcntl.h>
#include <sys/mman.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <numeric>
#include <string>
#include <thread>

#include "os/event.hpp"
#include "support/catch.hpp"
#include "support/client.hpp"
#include "support/ignored_sigpipe.hpp"
#include "support/sockets.hpp"

namespace os = ladder::os;
using namespace ladder::test;
using os::IoResult;
using std::chrono::milliseconds;
using Kind = os::IoResult::Kind;

namespace {

using Buffer = std::span<const std::byte>;

Buffer bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

IoResult receive(int fd) {
  std::array<std::byte, 64> space;
  return os::receive_some(fd, space);
}

/// A file in memory with this content.
os::Fd memory_file(std::string_view content) {
  os::Fd fd(os::check(::memfd_create("test", MFD_CLOEXEC), "memfd_create"));
  os::check(static_cast<int>(::write(fd.get(), content.data(), content.size())), "write");
  return fd;
}

}  // namespace

TEST_CASE("Receiving tells bytes, nothing yet, the end and a failure apart", "[os][stage01][recv.2]") {
  Sockets sockets = tcp_pair();
  const int fd = sockets.ours.get();
  CHECK(receive(fd).kind == Kind::would_block);
  (void)send_text(sockets.peers.get(), std::string_view("a\0b", 3));
  (void)os::wait_ready(fd, {.readable = true}, -1, kPatience);
  const IoResult got = receive(fd);
  CHECK(got.kind == Kind::transferred);
  CHECK(got.bytes == 3);
  os::shutdown_sending(sockets.peers.get());
  (void)os::wait_ready(fd, {.readable = true}, -1, kPatience);
  CHECK(receive(fd).kind == Kind::end_of_stream);
  CHECK(receive(fd).kind == Kind::end_of_stream);
}

TEST_CASE("A reset by the peer is a failure, not an end of stream", "[os][stage01][recv.2]") {
  Sockets sockets = tcp_pair();
  Client(std::move(sockets.peers)).reset();
  (void)os::wait_ready(sockets.ours.get(), {.readable = true}, -1, kPatience);
  const IoResult got = receive(sockets.ours.get());
  CHECK(got.kind == Kind::failed);
  CHECK(got.error_number == ECONNRESET);
}

TEST_CASE("A descriptor that is no socket fails with its error number", "[os][stage01][recv.2]") {
  const os::Fd file(::open("/dev/null", O_RDWR | O_CLOEXEC));
  CHECK(receive(file.get()).error_number == ENOTSOCK);
  CHECK(send_text(file.get(), "x").error_number == ENOTSOCK);
}

TEST_CASE("Several buffers leave in order, empty ones passed over", "[os][stage05][sendmsg.2]") {
  const Sockets sockets = unix_pair();
  const std::array<Buffer, 4> buffers{bytes_of("one "), Buffer{}, bytes_of("two "), bytes_of("three")};
  const IoResult sent = os::send_some(sockets.ours.get(), buffers);
  CHECK(sent.kind == Kind::transferred);
  CHECK(sent.bytes == 13);
  CHECK(receive_now(sockets.peers.get()) == "one two three");
}

TEST_CASE("More buffers than one call takes are left for the next", "[os][stage05][sendmsg.2]") {
  const Sockets sockets = unix_pair();
  const std::array<std::string_view, 10> digits{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  std::array<Buffer, 10> buffers;
  std::ranges::transform(digits, buffers.begin(), bytes_of);
  const IoResult sent = os::send_some(sockets.ours.get(), buffers);
  REQUIRE(sent.bytes >= 2);  // a conversation offers two
  CHECK(receive_now(sockets.peers.get()) == std::string("0123456789").substr(0, sent.bytes));
}

TEST_CASE("Sending nothing transfers 0 bytes", "[os][stage01][sendmsg.2]") {
  const Sockets sockets = unix_pair();
  const IoResult sent = os::send_some(sockets.ours.get(), {});
  CHECK(sent.kind == Kind::transferred);
  CHECK(sent.bytes == 0);
}

TEST_CASE("A full socket takes a part, then says would block, and loses nothing",
          "[os][stage01][sendmsg.2]") {
  const Sockets sockets = unix_pair();
  const std::string taken = fill(sockets.ours.get());
  CHECK_FALSE(taken.empty());
  CHECK(send_text(sockets.ours.get(), "y").kind == Kind::would_block);
  CHECK(receive_now(sockets.peers.get()) == taken);
  CHECK(send_text(sockets.ours.get(), "y").bytes == 1);
}

TEST_CASE("Sending to a peer that is gone fails without a signal", "[os][stage01][sendmsg.2]") {
  Sockets sockets = unix_pair();
  sockets.peers.reset();
  const IoResult sent = send_text(sockets.ours.get(), "x");  // SIGPIPE would end the tests here
  CHECK(sent.kind == Kind::failed);
  CHECK(sent.error_number == EPIPE);
}

TEST_CASE("MSG_MORE holds bytes back until the rest is there", "[os][stage06][tcp.7]") {
  const Sockets sockets = tcp_pair();
  const std::array<Buffer, 1> head{bytes_of("head ")};
  REQUIRE(os::send_some(sockets.ours.get(), head, os::More::yes).bytes == 5);
  REQUIRE(send_text(sockets.ours.get(), "body").bytes == 4);
  std::string got;
  REQUIRE(eventually([&] { return (got += receive_now(sockets.peers.get())).size() >= 9; }));
  CHECK(got == "head body");
}

TEST_CASE("A stretch of a file is sent from its offset, wherever the file stands",
          "[os][stage06][sendfile.2]") {
  const Sockets sockets = unix_pair();
  const os::Fd file = memory_file("0123456789");
  const IoResult sent = os::send_file_some(sockets.ours.get(), file.get(), 3, 4);
  CHECK(sent.kind == Kind::transferred);
  CHECK(sent.bytes == 4);
  CHECK(receive_now(sockets.peers.get()) == "3456");
  CHECK(::lseek(file.get(), 0, SEEK_CUR) == 10);  // not moved: several connections share the descriptor
}

TEST_CASE("A file that ends before the stretch does is told", "[os][stage06][sendfile.2]") {
  const Sockets sockets = unix_pair();
  const os::Fd file = memory_file("0123456789");
  CHECK(os::send_file_some(sockets.ours.get(), file.get(), 8, 100).bytes == 2);
  CHECK(os::send_file_some(sockets.ours.get(), file.get(), 10, 98).kind == Kind::end_of_stream);
}

TEST_CASE("A full socket takes no file, and a broken one fails", "[os][stage06][sendfile.2]") {
  const IgnoredSigpipe ignored;
  Sockets sockets = unix_pair();
  const os::Fd file = memory_file("0123456789");
  (void)fill(sockets.ours.get());
  CHECK(os::send_file_some(sockets.ours.get(), file.get(), 0, 10).kind == Kind::would_block);
  sockets.peers.reset();
  CHECK(os::send_file_some(sockets.ours.get(), file.get(), 0, 10).kind == Kind::failed);
}
