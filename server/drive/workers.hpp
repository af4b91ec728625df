/// \file
/// Workers: one or several event loops, a thread each, on one listening socket. Each loop has its own
/// connections, buffers and service; they share the listener, Admission and the pool for blocking jobs.
/// Opened in stage 10.
#pragma once

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "concurrency/stop.hpp"
#include "concurrency/thread_pool.hpp"
#include "drive/admission.hpp"
#include "drive/epoll_loop.hpp"
#include "drive/failure.hpp"
#include "drive/service.hpp"
#include "drive/stop_event.hpp"
#include "os/priority.hpp"
#include "os/trace.hpp"

namespace ladder::drive {

/// How the loops are laid out.
struct WorkersOptions {
  std::size_t loops = 1;
  std::size_t connections_per_worker = 4'096;
  std::size_t queue = 128;  ///< connections that may wait for a place
  std::size_t job_threads =
      4;                  ///< threads for blocking jobs: flushing a file waits for the disk, not for the CPU
  ClientLimit clients{};  ///< connections one client may hold
};

/// A server of event loops, EpollLoop or UringLoop. run() is called once, on one thread.
///
/// \par Example
/// \snippet examples/drive.cpp workers
template <Service S, class Loop = EpollLoop<S>>
class Workers {
 public:
  /// Makes nothing yet: `make` is called in run(), once a loop.
  Workers(MakeService<S> make, WorkersOptions options)
      : make_(std::move(make)),
        options_(options),
        admission_(options.loops, options.connections_per_worker, options.queue, options.clients) {}

  //! [workers-run]
  /// Serves until `whole` is stopped and the drain is over. Throws std::system_error when it cannot start, or
  /// what a loop threw.
  void run(int listener_fd, concurrency::Stop& whole) {
    const StopEvents stop(whole.tokens());
    std::vector<std::unique_ptr<Loop>> loops;
    // They give way: who flushes a file waits for the disk anyway, who reads waits for a loop.
    concurrency::ThreadPool jobs(options_.job_threads, options_.loops * options_.connections_per_worker,
                                 os::lower_priority);
    const typename Loop::Shared shared{listener_fd, stop, admission_, jobs, loops};
    for (std::size_t i = 0; i < options_.loops; ++i)
      loops.push_back(std::make_unique<Loop>(i, make_(), shared));
    Failure failure(whole);
    std::vector<std::jthread> threads;
    failure.watch([&] {
      for (std::size_t i = 0; i < loops.size(); ++i)
        threads.emplace_back([&failure, &loop = *loops[i], i] {
          os::name_thread_in_trace("loop", i + 1);
          failure.watch([&loop] { loop.run(); });
        });
    });
    threads.clear();  // joins
    failure.rethrow();
  }
  //! [workers-run]

 private:
  const MakeService<S> make_;
  const WorkersOptions options_;
  Admission admission_;
};

}  // namespace ladder::drive
