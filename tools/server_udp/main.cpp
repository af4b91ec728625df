/// \file
/// server_udp: the UDP echo experiment. Prints who sent how much, and sends it back.

#include <array>
#include <iostream>

#include "app/tool.hpp"
#include "os/datagram.hpp"
#include "os/error.hpp"
#include "os/signals.hpp"
#include "os/socket.hpp"

namespace {

using namespace ladder;

void serve(const std::string& host, std::uint16_t port) {
  os::StopSignals signals;
  const os::Fd socket = os::bind_udp(os::Address::resolve(host, port));
  std::cerr << "server_udp: UDP echo on " << os::local_address(socket.get()).to_string() << std::endl;
  std::array<std::byte, os::kMaxDatagramBytes> buffer;
  os::Address sender;
  while (!os::wait_ready(socket.get(), {.readable = true}, signals.fd()).stopped) {
    const os::IoResult got = os::receive_datagram(socket.get(), buffer, sender);
    if (got.kind != os::IoResult::Kind::transferred) continue;
    std::cerr << "server_udp: " << got.bytes << " bytes from " << sender.to_string() << std::endl;
    const os::IoResult sent = os::send_datagram(socket.get(), std::span(buffer).first(got.bytes), sender);
    if (sent.kind == os::IoResult::Kind::failed)
      std::cerr << "server_udp: send to " << sender.to_string() << ": " << os::error_text(sent.error_number)
                << std::endl;
  }
}

}  // namespace

int main(int argc, char** argv) {
  return ladder::app::run_tool(
      argc, argv, {"server_udp", "A UDP echo server: each datagram goes back to its sender.", 9000}, serve);
}
