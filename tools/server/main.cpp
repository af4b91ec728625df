/// \file
/// server: the TCP echo experiment. Clients are served at once, a thread each.

#include <iostream>

#include "app/echo_service.hpp"
#include "app/serving.hpp"
#include "app/tool.hpp"
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
  return ladder::app::run_tool(argc, argv,
                               {"server", "A TCP echo server: what a client sends comes back.", 9000}, serve);
}
