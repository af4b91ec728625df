/// \file
/// Stage 01: a TCP echo server for one client after another.

#include <array>

#include "app/stage.hpp"
#include "os/io.hpp"
#include "os/socket.hpp"

namespace {

using namespace ladder;

//! [send-all]
/// Sends all of it, waiting while the client is slow. False if the client is gone or the server is stopping.
bool send_all(int client_fd, std::span<const std::byte> bytes, int stop_fd) {
  while (!bytes.empty()) {
    const std::array<std::span<const std::byte>, 1> buffers{bytes};
    const os::IoResult sent = os::send_some(client_fd, buffers);
    if (sent.kind == os::IoResult::Kind::failed) return false;
    bytes = bytes.subspan(sent.bytes);
    if (sent.kind == os::IoResult::Kind::would_block &&
        os::wait_ready(client_fd, {.writable = true}, stop_fd).stopped)
      return false;
  }
  return true;
}
//! [send-all]

//! [echo]
/// Sends back what comes until the client has ended its side: end of stream, and then we end ours.
void echo(int client_fd, int stop_fd) {
  std::array<std::byte, 64 * 1024> buffer;
  while (!os::wait_ready(client_fd, {.readable = true}, stop_fd).stopped) {
    const os::IoResult got = os::receive_some(client_fd, buffer);
    if (got.kind == os::IoResult::Kind::would_block) continue;
    if (got.kind != os::IoResult::Kind::transferred) return;
    if (!send_all(client_fd, std::span(buffer).first(got.bytes), stop_fd)) return;
  }
}
//! [echo]

//! [accept]
/// One client at a time: the next one waits in the kernel's backlog until this one is done.
void serve(app::Stage& stage) {
  const os::Fd listener = stage.listen();
  while (!os::wait_ready(listener.get(), {.readable = true}, stage.stop_fd()).stopped) {
    const os::Accepted client = os::accept_connection(listener.get());
    if (client.fd) echo(client.fd.get(), stage.stop_fd());
    // Out of descriptors or memory: the client goes on waiting, so asking again at once would only burn time.
    if (client.error_number != 0)
      (void)os::wait_ready(-1, {}, stage.stop_fd(), std::chrono::milliseconds(100));
  }
}
//! [accept]

}  // namespace

//! [main]
int main(int argc, char** argv) {
  return app::run_stage(argc, argv,
                        {.name = "stage_01_tcp_echo", .summary = "A TCP echo server for one client."}, serve);
}
//! [main]
