/// \file
/// Stage 09: one thread, one event loop, thousands of clients.

#include "app/stage.hpp"
#include "content/site.hpp"
#include "drive/workers.hpp"

namespace {

using namespace ladder;

void serve(app::Stage& stage) {
  content::SiteOptions site;
  site.root = stage.options().root;
  const auto storage = content::SiteStorage::open(site);
  http::Limits limits;
  limits.header_timeout = stage.options().header_timeout;
  stage.serve([&](int listener_fd, concurrency::Stop& stop) {
    const auto make =
        stage.make_http(listener_fd, limits, [&] { return std::make_unique<content::Site>(site, storage); });
    const drive::WorkersOptions layout{.loops = 1, .queue = stage.options().queue};
    drive::Workers<app::HttpService>(make, layout).run(listener_fd, stop);
  });
}

}  // namespace

int main(int argc, char** argv) {
  return app::run_stage(argc, argv,
                        {.name = "stage_09_event_loop",
                         .summary = "The same server on one event loop.",
                         .has_threads = false,
                         .has_queue = true,
                         .has_root = true,
                         .has_header_timeout = true},
                        serve);
}
