/// \file
/// Stage 08: a flood and slow clients: goodbyes beside the accept loop, and deadlines.

#include "app/stage.hpp"
#include "content/site.hpp"
#include "drive/pool.hpp"

namespace {

using namespace ladder;

void serve(app::Stage& stage) {
  content::SiteOptions site;
  site.root = stage.options().root;
  http::Limits limits;
  limits.header_timeout = stage.options().header_timeout;
  const auto storage = content::SiteStorage::open(site);
  stage.serve([&](int listener_fd, concurrency::Stop& stop) {
    const auto make =
        stage.make_http(listener_fd, limits, [&] { return std::make_unique<content::Site>(site, storage); });
    drive::Pool<app::HttpService>(make, {stage.options().threads, stage.options().queue, true})
        .run(listener_fd, stop);
  });
}

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
