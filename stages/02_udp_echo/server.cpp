/// \file
/// Stage 02, the server: every datagram goes back to its sender, as one datagram.

#include <array>
#include <iostream>

#include "app/stage.hpp"
#include "os/datagram.hpp"
#include "os/error.hpp"

namespace {

using namespace ladder;

//! [udp-reply]
/// Sends one datagram back, waiting while the socket's buffer is full. What cannot be sent is told on
/// standard error and otherwise forgotten: neither the network nor we tell the sender. That is UDP.
void reply(int socket_fd, std::span<const std::byte> datagram, const os::Address& sender, int stop_fd) {
  os::IoResult sent = os::send_datagram(socket_fd, datagram, sender);
  while (sent.kind == os::IoResult::Kind::would_block &&
         !os::wait_ready(socket_fd, {.writable = true}, stop_fd).stopped)
    sent = os::send_datagram(socket_fd, datagram, sender);
  if (sent.kind == os::IoResult::Kind::failed)
    std::cerr << "send to " << sender.to_string() << ": " << os::error_text(sent.error_number) << std::endl;
}
//! [udp-reply]

//! [udp-echo]
/// One socket for everybody, and no accept: each datagram brings along where it came from.
void serve(app::Stage& stage) {
  const os::Fd socket = stage.bind_udp();
  std::array<std::byte, os::kMaxDatagramBytes> buffer;
  os::Address sender;
  while (!os::wait_ready(socket.get(), {.readable = true}, stage.stop_fd()).stopped) {
    const os::IoResult got = os::receive_datagram(socket.get(), buffer, sender);
    // Else nothing is there after all (man 2 select, BUGS), or it is one sender's error: serve the others.
    if (got.kind == os::IoResult::Kind::transferred)
      reply(socket.get(), std::span(buffer).first(got.bytes), sender, stage.stop_fd());
  }
}
//! [udp-echo]

}  // namespace

int main(int argc, char** argv) {
  return app::run_stage(
      argc, argv,
      {.name = "stage_02_udp_echo_server", .summary = "A UDP echo server: one datagram in, one out."}, serve);
}
