/// \file
/// Stage 02, the server: every datagram goes back to its sender, as one datagram.

#include <array>
#include <iostream>

#include "app/stage.hpp"
#include "os/datagram.hpp"
#include "os/error.hpp"

namespace {

using namespace ladder;

//! [udp-echo]
void serve(app::Stage& stage) {
  const os::Fd socket = stage.bind_udp();
  std::array<std::byte, os::kMaxDatagramBytes> buffer;
  os::Address sender;
  while (!os::wait_ready(socket.get(), {.readable = true}, stage.stop_fd()).stopped) {
    const os::IoResult got = os::receive_datagram(socket.get(), buffer, sender);
    if (got.kind != os::IoResult::Kind::transferred)
      continue;  // nothing there after all, or an error of one sender
    const auto datagram = std::span(buffer).first(got.bytes);
    os::IoResult sent = os::send_datagram(socket.get(), datagram, sender);
    while (sent.kind == os::IoResult::Kind::would_block &&
           !os::wait_ready(socket.get(), {.writable = true}, stage.stop_fd()).stopped)
      sent = os::send_datagram(socket.get(), datagram, sender);
    // Nobody is told about a datagram that is lost: neither by the network nor by us. That is UDP.
    if (sent.kind == os::IoResult::Kind::failed)
      std::cerr << "send to " << sender.to_string() << ": " << os::error_text(sent.error_number) << std::endl;
  }
}
//! [udp-echo]

}  // namespace

int main(int argc, char** argv) {
  return app::run_stage(
      argc, argv,
      {.name = "stage_02_udp_echo_server", .summary = "A UDP echo server: one datagram in, one out."}, serve);
}
