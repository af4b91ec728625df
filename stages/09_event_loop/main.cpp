/// \file
/// Stage 09: one thread, one event loop, thousands of clients.

#include "app/stage.hpp"
#include "drive/epoll_loop.hpp"
#include "os/priority.hpp"

namespace {

using namespace ladder;

using Loop = drive::EpollLoop<app::HttpService>;

/// A connection costs a descriptor and a few hundred bytes while it is silent. How many one loop holds:
constexpr std::size_t kConnections = 16'384;
/// What a job waits for is the disk, not the processor.
constexpr std::size_t kJobThreads = 4;

//! [one-loop]
/// Everything that a loop needs, and the loop, on this thread. Returns when the drain is over.
void run_one_loop(std::unique_ptr<app::HttpService> service, std::size_t queue, int listener_fd,
                  const concurrency::Stop& stop) {
  const drive::StopEvents stop_events(stop.tokens());
  drive::Admission places(1, kConnections, queue);
  std::vector<std::unique_ptr<Loop>> loops;  // of one: the others come in stage 10
  // Destroyed before the loop: a job's last word goes to its mailbox.
  concurrency::ThreadPool jobs(kJobThreads, kConnections, os::lower_priority);
  const Loop::Shared shared{listener_fd, stop_events, places, jobs, loops};
  loops.push_back(std::make_unique<Loop>(0, std::move(service), shared));
  loops.front()->run();
}
//! [one-loop]

//! [wire]
/// The sessions of stage 08, behind another driver.
void serve(app::Stage& stage) {
  http::Limits limits;
  limits.header_timeout = stage.options().header_timeout;
  stage.serve_site(limits, [&](const auto& make, int listener_fd, concurrency::Stop& stop) {
    run_one_loop(make(), stage.options().queue, listener_fd, stop);
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
