/// \file
/// Stage 07: what the specification describes, whole: files, JSON uploads, a pool, keep-alive, 503.

#include "app/stage.hpp"
#include "drive/pool.hpp"

namespace {

using namespace ladder;

//! [wire]
void serve(app::Stage& stage) {
  const drive::PoolOptions layout{
      .threads = stage.options().threads, .queue = stage.options().queue, .goodbyes_aside = false};
  const auto pool = [&](const auto& make, int listener_fd, concurrency::Stop& stop) {
    drive::Pool<app::HttpService>(make, layout).run(listener_fd, stop);
  };
  stage.serve_site(http::without_deadlines(), pool);
}
//! [wire]

}  // namespace

int main(int argc, char** argv) {
  return app::run_stage(
      argc, argv,
      {.name = "stage_07_json_upload",
       .summary = "The server of the specification: files and JSON uploads, on a thread pool.",
       .has_threads = true,
       .has_queue = true,
       .has_root = true,
       .has_header_timeout = false},
      serve);
}
