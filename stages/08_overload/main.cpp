/// \file
/// Stage 08: a flood and slow clients: goodbyes beside the accept loop, and deadlines.

#include "app/stage.hpp"
#include "drive/pool.hpp"

namespace {

using namespace ladder;

//! [wire]
/// The server of stage 07 with all of its deadlines, and a listener that waits for nobody.
void serve(app::Stage& stage) {
  http::Limits limits;
  limits.header_timeout = stage.options().header_timeout;
  const drive::PoolOptions layout{
      .threads = stage.options().threads, .queue = stage.options().queue, .goodbyes_aside = true};
  const auto pool = [&](const auto& make, int listener_fd, concurrency::Stop& stop) {
    drive::Pool<app::HttpService>(make, layout).run(listener_fd, stop);
  };
  stage.serve_site(limits, pool);
}
//! [wire]

}  // namespace

int main(int argc, char** argv) {
  return app::run_stage(argc, argv,
                        {.name = "stage_08_overload",
                         .summary = "The server of stage 07 that stays up under a flood and slow clients.",
                         .has_threads = true,
                         .has_queue = true,
                         .has_root = true,
                         .has_header_timeout = true},
                        serve);
}
