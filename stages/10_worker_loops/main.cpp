/// \file
/// Stage 10: an event loop for every core.

#include "app/stage.hpp"
#include "drive/workers.hpp"

namespace {

using namespace ladder;

//! [wire]
/// The service of stage 09 for every thread, each with a loop of its own.
void serve(app::Stage& stage) {
  http::Limits limits;
  limits.header_timeout = stage.options().header_timeout;
  const drive::WorkersOptions layout{.loops = stage.options().threads, .queue = stage.options().queue};
  const auto loops = [&](const auto& make, int listener_fd, concurrency::Stop& stop) {
    drive::Workers<app::HttpService>(make, layout).run(listener_fd, stop);
  };
  stage.serve_site(limits, loops);
}
//! [wire]

}  // namespace

int main(int argc, char** argv) {
  return app::run_stage(argc, argv,
                        {.name = "stage_10_worker_loops",
                         .summary = "The same server on several event loops.",
                         .has_threads = true,
                         .has_queue = true,
                         .has_root = true,
                         .has_header_timeout = true},
                        serve);
}
