/// \file
/// Stage 06: files from a directory, and nothing from outside it.

#include "app/stage.hpp"
#include "drive/pool.hpp"

namespace {

using namespace ladder;

//! [wire]
/// The pool and the service of stage 05 with another handler: the files of a directory.
void serve(app::Stage& stage) {
  const drive::PoolOptions layout{
      .threads = stage.options().threads, .queue = stage.options().queue, .goodbyes_aside = false};
  const auto pool = [&](const auto& make, int listener_fd, concurrency::Stop& stop) {
    drive::Pool<app::HttpService>(make, layout).run(listener_fd, stop);
  };
  stage.serve_site(http::without_deadlines(), pool, /*uploads=*/false);
}
//! [wire]

}  // namespace

int main(int argc, char** argv) {
  return app::run_stage(argc, argv,
                        {.name = "stage_06_static_files",
                         .summary = "An HTTP/1.1 server of static files, on a thread pool.",
                         .has_threads = true,
                         .has_queue = true,
                         .has_root = true,
                         .has_header_timeout = false},
                        serve);
}
