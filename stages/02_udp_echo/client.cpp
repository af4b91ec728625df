/// \file
/// Stage 02, the client: sends its arguments, or each line of standard input, and prints the replies.

#include <array>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "app/command_line.hpp"
#include "os/datagram.hpp"
#include "os/error.hpp"

namespace {

using namespace ladder;

/// A datagram or its echo may be lost; then no reply ever comes, and waiting longer does not help.
constexpr os::WaitTime kPatience{2'000};

//! [udp-ask]
/// Sends one datagram and waits for one. Throws std::runtime_error if none comes in time.
std::string ask(int fd, const os::Address& server, const std::string& text) {
  const os::IoResult sent = os::send_datagram(fd, std::as_bytes(std::span(text)), server);
  if (sent.kind == os::IoResult::Kind::failed)
    os::throw_system_error(sent.error_number, "send", server.to_string());
  std::array<char, os::kMaxDatagramBytes> buffer;
  os::Address from;
  for (;;) {
    if (os::wait_ready(fd, {.readable = true}, -1, kPatience).timed_out())
      throw std::runtime_error("no reply from " + server.to_string() + " within 2 seconds");
    const os::IoResult got = os::receive_datagram(fd, std::as_writable_bytes(std::span(buffer)), from);
    if (got.kind == os::IoResult::Kind::failed)
      os::throw_system_error(got.error_number, "receive", server.to_string());
    if (got.kind == os::IoResult::Kind::transferred) return {buffer.data(), got.bytes};
  }
}
//! [udp-ask]

//! [udp-talk]
/// Asks once for each text, or for each line of standard input if there is none, and prints the replies.
void talk(const os::Address& server, const std::vector<std::string>& texts) {
  const os::Fd socket = os::connect_udp(server);
  for (const std::string& text : texts) std::cout << ask(socket.get(), server, text) << std::endl;
  std::string line;
  while (texts.empty() && std::getline(std::cin, line))
    std::cout << ask(socket.get(), server, line) << std::endl;
}
//! [udp-talk]

}  // namespace

int main(int argc, char** argv) {
  std::string host;
  std::uint16_t port = 0;
  std::vector<std::string> texts;
  CLI::App app("Sends each TEXT, or each line of standard input, as a datagram and prints the reply.",
               "stage_02_udp_echo_client");
  app.add_option("host", host, "name or address of the server")->required();
  app.add_option("port", port, "its port")->required();
  app.add_option("text", texts, "what to send");
  if (const auto status = app::parse_command_line(app, argc, argv)) return *status;
  try {
    talk(os::Address::resolve(host, port), texts);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "stage_02_udp_echo_client: " << error.what() << std::endl;
    return 1;
  }
}
