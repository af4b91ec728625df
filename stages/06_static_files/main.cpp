/// \file
/// Stage 06: files from a directory, and nothing from outside it.

#include "app/stage.hpp"
#include "content/site.hpp"
#include "drive/pool.hpp"

namespace {

using namespace ladder;

void serve(app::Stage& stage) {
  content::SiteOptions site;
  site.root = stage.options().root;
  site.uploads = false;
  const auto storage = content::SiteStorage::open(site);
  stage.serve([&](int listener_fd, concurrency::Stop& stop) {
    const auto make = stage.make_http(listener_fd, http::without_deadlines(),
                                      [&] { return std::make_unique<content::Site>(site, storage); });
    drive::Pool<app::HttpService>(make, {stage.options().threads, stage.options().queue, false})
        .run(listener_fd, stop);
  });
}

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
