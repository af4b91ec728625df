/// \file
/// Stage 03: a thread for every connection.

#include "app/echo_service.hpp"
#include "app/stage.hpp"
#include "drive/thread_per_connection.hpp"

int main(int argc, char** argv) {
  using namespace ladder;
  return app::run_stage(
      argc, argv,
      {.name = "stage_03_thread_per_connection", .summary = "A TCP echo server, a thread per connection."},
      [](app::Stage& stage) {
        drive::ThreadPerConnection<app::EchoService> server(
            [] { return std::make_unique<app::EchoService>(); });
        stage.serve([&](int listener_fd, concurrency::Stop& stop) { server.run(listener_fd, stop); });
      });
}
