/// \file
/// server: the TCP echo experiment. Clients are served at once, a thread each.

#include <iostream>

#include "app/command_line.hpp"
#include "app/echo_service.hpp"
#include "app/serving.hpp"
#include "drive/thread_per_connection.hpp"
#include "os/socket.hpp"

namespace {

using namespace ladder;

void serve(const std::string& host, std::uint16_t port) {
  os::StopSignals signals;
  const os::Fd listener = os::listen_tcp(os::Address::resolve(host, port));
  std::cerr << "server: TCP echo on " << os::local_address(listener.get()).to_string() << std::endl;
  drive::ThreadPerConnection<app::EchoService> echo([] { return std::make_unique<app::EchoService>(); });
  (void)app::serve_until_signal(
      signals, std::chrono::seconds(2), [&](concurrency::Stop& stop) { echo.run(listener.get(), stop); },
      [](const char* what) { std::cerr << "server: " << what << std::endl; });
}

}  // namespace

int main(int argc, char** argv) {
  std::string host = "127.0.0.1";
  std::uint16_t port = 9000;
  CLI::App cli("A TCP echo server: what a client sends comes back.", "server");
  cli.add_option("host", host, "address to listen on")->capture_default_str();
  cli.add_option("port", port, "port; 0 takes a free one")->capture_default_str();
  if (const auto status = app::parse_command_line(cli, argc, argv)) return *status;
  try {
    serve(host, port);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "server: " << error.what() << std::endl;
    return 1;
  }
}
