/// \file
/// Stage 04: a fixed number of threads, a bounded queue before them, and a word for those who do not fit in.

#include "app/echo_service.hpp"
#include "app/stage.hpp"
#include "drive/pool.hpp"

int main(int argc, char** argv) {
  using namespace ladder;
  return app::run_stage(
      argc, argv,
      {.name = "stage_04_thread_pool",
       .summary = "A TCP echo server with a thread pool and a bounded queue.",
       .has_threads = true,
       .has_queue = true},
      [](app::Stage& stage) {
        const drive::PoolOptions layout{stage.options().threads, stage.options().queue, false};
        drive::Pool<app::EchoService> pool([] { return std::make_unique<app::EchoService>(); }, layout);
        stage.serve([&](int listener_fd, concurrency::Stop& stop) { pool.run(listener_fd, stop); });
      });
}
