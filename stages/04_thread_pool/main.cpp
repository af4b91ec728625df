/// \file
/// Stage 04: a fixed number of threads, a bounded queue before them, and a word for those who do not fit in.

#include "app/echo_service.hpp"
#include "app/stage.hpp"
#include "drive/pool.hpp"

namespace {

using namespace ladder;

//! [wire]
/// The same service as in stage 03 behind another driver, which has a size.
void serve(app::Stage& stage) {
  const drive::PoolOptions layout{
      .threads = stage.options().threads, .queue = stage.options().queue, .goodbyes_aside = false};
  drive::Pool<app::EchoService> pool([] { return std::make_unique<app::EchoService>(); }, layout);
  stage.serve([&](int listener_fd, concurrency::Stop& stop) { pool.run(listener_fd, stop); });
}
//! [wire]

}  // namespace

int main(int argc, char** argv) {
  return app::run_stage(argc, argv,
                        {.name = "stage_04_thread_pool",
                         .summary = "A TCP echo server with a thread pool and a bounded queue.",
                         .has_threads = true,
                         .has_queue = true},
                        serve);
}
