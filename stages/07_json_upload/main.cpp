/// \file
/// Stage 07: what the specification describes, whole: files, JSON uploads, a pool, keep-alive, 503.

#include <cstdint>

#include "app/stage.hpp"
#include "drive/pool.hpp"

namespace {

using namespace ladder;

//! [wire]
/// A connection that has had so many answers is closed, and its client stands in the line again. That is the
/// default since stage 05; here it stands by name, for it was asked for. (The 503 with Retry-After is the
/// service's; the second for which a worker waits, the pool's.)
constexpr std::uint32_t kRequestsPerConnection = 100;

void serve(app::Stage& stage) {
  http::Limits limits = http::without_deadlines();
  limits.requests = kRequestsPerConnection;
  const drive::PoolOptions layout{
      .threads = stage.options().threads, .queue = stage.options().queue, .goodbyes_aside = false};
  const auto pool = [&](const auto& make, int listener_fd, concurrency::Stop& stop) {
    drive::Pool<app::HttpService>(make, layout).run(listener_fd, stop);
  };
  stage.serve_site(limits, pool);
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
