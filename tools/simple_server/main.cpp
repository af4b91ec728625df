/// \file
/// simple_server: the smallest HTTP server. One client after another, one text for every path.

#include <ctime>
#include <iostream>

#include "app/serving.hpp"
#include "app/tool.hpp"
#include "drive/accepting.hpp"
#include "drive/blocking.hpp"
#include "http/session.hpp"
#include "os/address.hpp"
#include "os/signals.hpp"
#include "os/socket.hpp"

namespace {

using namespace ladder;

/// Answers every request with the same text.
class Hello final : public http::Handler {
 public:
  std::unique_ptr<http::BodyConsumer> handle(const http::Request&, bool, http::Response& response) override {
    response.ready_fields = "Content-Type: text/plain; charset=utf-8\r\n";
    response.shared_body = "Hello from the smallest HTTP server.\n";
    return nullptr;
  }
  void describe_error(http::Status status, std::string_view detail, const http::Request*,
                      http::Response& response) override {
    response.status = status;
    response.ready_fields = "Content-Type: text/plain; charset=utf-8\r\n";
    response.text.assign(detail).append("\n");
  }
};

void accept_loop(int listener_fd, http::Context& context, concurrency::Stop& whole) {
  const drive::StopEvents stop(whole.tokens());
  while (!os::wait_ready(listener_fd, {.readable = true}, stop.drain_fd()).stopped) {
    os::Accepted client = os::accept_connection(listener_fd);
    if (client.error_number != 0) (void)os::wait_ready(-1, {}, stop.drain_fd(), drive::kAcceptRest);
    if (!client.fd) continue;
    http::Session session(context, client.peer.to_string(), seam::Clock::now());
    drive::BlockingDriver(std::move(client.fd), std::move(session), stop).run([] {});
  }
}

void serve(const std::string& host, std::uint16_t port) {
  os::StopSignals signals;
  const os::Fd listener = os::listen_tcp(os::Address::resolve(host, port));
  const os::Address bound = os::local_address(listener.get());
  std::cerr << "simple_server: http://" << bound.to_string() << "/" << std::endl;

  Hello hello;
  http::Context context;
  context.allowed_hosts = http::AllowedHosts::loopback(bound.port());
  context.allowed_hosts.allow(bound.url_host(), bound.port());
  context.handler = &hello;
  context.wall_clock = [] { return std::time(nullptr); };

  (void)app::serve_until_signal(
      signals, std::chrono::seconds(2),
      [&](concurrency::Stop& stop) { accept_loop(listener.get(), context, stop); },
      [](const char* what) { std::cerr << "simple_server: " << what << std::endl; });
}

}  // namespace

int main(int argc, char** argv) {
  return ladder::app::run_tool(
      argc, argv,
      {"simple_server", "The smallest HTTP server: one client after another, one text for every path.", 8080},
      serve);
}
