/// \file
/// Stage 03: a thread for every connection.

#include "app/echo_service.hpp"
#include "app/stage.hpp"
#include "drive/thread_per_connection.hpp"

namespace {

using namespace ladder;

//! [wire]
/// A driver, and what makes the service of each connection. The driver does not know that it is an echo.
void serve(app::Stage& stage) {
  drive::ThreadPerConnection<app::EchoService> server([] { return std::make_unique<app::EchoService>(); });
  stage.serve([&](int listener_fd, concurrency::Stop& stop) { server.run(listener_fd, stop); });
}
//! [wire]

}  // namespace

int main(int argc, char** argv) {
  return app::run_stage(
      argc, argv,
      {.name = "stage_03_thread_per_connection", .summary = "A TCP echo server, a thread per connection."},
      serve);
}
