/// \file
/// Stage 11: event loops that queue their work for the kernel.

#include <stdexcept>

#include "app/stage.hpp"
#include "drive/uring_loop.hpp"
#include "drive/workers.hpp"
#include "os/uring_probe.hpp"

namespace {

using namespace ladder;

//! [wire]
/// Stage 10 with another loop; where the kernel does not let us have it, one line that says why.
void serve(app::Stage& stage) {
  if (const std::string obstacle = os::why_no_uring(); !obstacle.empty()) throw std::runtime_error(obstacle);
  http::Limits limits;
  limits.header_timeout = stage.options().header_timeout;
  const drive::WorkersOptions layout{.loops = stage.options().threads, .queue = stage.options().queue};
  const auto loops = [&](const auto& make, int listener_fd, concurrency::Stop& stop) {
    drive::Workers<app::HttpService, drive::UringLoop<app::HttpService>>(make, layout).run(listener_fd, stop);
  };
  stage.serve_site(limits, loops);
}
//! [wire]

}  // namespace

int main(int argc, char** argv) {
  return app::run_stage(argc, argv,
                        {.name = "stage_11_io_uring",
                         .summary = "The same server on loops over io_uring.",
                         .has_threads = true,
                         .has_queue = true,
                         .has_root = true,
                         .has_header_timeout = true},
                        serve);
}
