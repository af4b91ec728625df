/// \file
/// Stage 09: one thread, one event loop, thousands of clients.

#include "app/stage.hpp"
#include "drive/stop_event.hpp"
#include "loop.hpp"

namespace {

using namespace ladder;

/// A connection costs a descriptor and some hundred bytes while it is silent. How many one loop holds:
constexpr std::size_t kPlaces = 16'384;

//! [wire]
/// The sessions of stage 08, behind another driver: a loop on this thread. It returns when the drain is over.
void serve(app::Stage& stage) {
  http::Limits limits;
  limits.header_timeout = stage.options().header_timeout;
  stage.serve_site(limits, [&](const auto& make, int listener_fd, concurrency::Stop& stop) {
    const drive::StopEvents stop_events(stop.tokens());
    const auto service = make();
    Loop(*service, listener_fd, stop_events, kPlaces, stage.options().queue).run();
  });
}
//! [wire]

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
