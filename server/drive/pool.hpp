/// \file
/// Pool: the specification's server. A listener accepts and puts connections into a bounded queue; a fixed
/// number of workers take them out, one connection at a time each; when queue and workers are full the
/// listener refuses. Opened in stage 04; stage 08 moves the goodbyes aside.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "concurrency/bounded_queue.hpp"
#include "concurrency/stop.hpp"
#include "drive/accepting.hpp"
#include "drive/blocking.hpp"
#include "drive/client_counts.hpp"
#include "drive/failure.hpp"
#include "drive/lingering_close.hpp"
#include "drive/mailbox.hpp"
#include "drive/pool_place.hpp"
#include "drive/service.hpp"
#include "os/socket.hpp"
#include "os/trace.hpp"

namespace ladder::drive {

/// How a pool is laid out.
struct PoolOptions {
  std::size_t threads = 10;
  std::size_t queue = 128;  ///< connections that may wait for a worker; may be 0
  /// Goodbyes of refused clients: in the accept loop (each may hold it up for kLingerTime), or aside (stage
  /// 08).
  bool goodbyes_aside = true;
  ClientLimit clients{};  ///< connections one client may have waiting or served
};

/// A pool of blocking workers. run() is called once, on one thread.
///
/// \par Example
/// \snippet examples/drive.cpp pool
template <Service S>
class Pool {
 public:
  /// Makes nothing yet: `make` is called in run(), once a worker and once for the listener.
  Pool(MakeService<S> make, PoolOptions options)
      : make_(std::move(make)),
        options_(options),
        queue_(options.threads + options.queue),
        clients_(options.clients),
        to_linger_(options.threads) {}

  /// Serves until `whole` is stopped and the drain is over. Throws std::system_error when it cannot start.
  /// What goes wrong with one connection (no memory for it, say) ends that one and no other.
  void run(int listener_fd, concurrency::Stop& whole) {
    const StopEvents stop(whole.tokens());
    const std::unique_ptr<S> listener_service = make_();
    Failure failure(whole);
    std::vector<std::jthread> workers;
    failure.watch([&] {
      // However the accept loop ends, the workers are told that nothing more will come.
      const CloseOnExit close_queue{queue_};
      for (std::size_t i = 0; i < options_.threads; ++i)
        workers.emplace_back([this, &stop, &failure, i, service = make_()] {
          os::name_thread_in_trace("worker", i + 1);
          failure.watch([&] { work(*service, stop); });
        });
      accept_loop(listener_fd, *listener_service, stop);
      os::stop_listening(listener_fd);
    });
    workers.clear();  // joins
    say_last_goodbyes(stop);
    failure.rethrow();
  }

  /// Workers that carry a connection right now. Any thread.
  std::size_t active() const { return active_.load(std::memory_order_relaxed); }

 private:
  struct CloseOnExit {
    concurrency::BoundedQueue<os::Accepted>& queue;
    ~CloseOnExit() { queue.close(); }
  };
  /// A waiting worker looks around this often: the specification's second.
  static constexpr std::chrono::milliseconds kPatience{1'000};

  //! [accept-loop]
  /// Until the drain begins: every new connection is queued, or refused if there is no room. Those who linger
  /// are served whenever it waits: they, too, hold descriptors. At the drain those in the queue are told, and
  /// what stands in the backlog is for workers that are idle.
  void accept_loop(int listener_fd, S& service, const StopEvents& stop) {
    bool told = false;
    std::size_t taken = 0;
    accept_until_drained(
        listener_fd, stop,
        [&](os::Accepted accepted) {
          if (++taken % os::kBacklog == 0) take_lingerers();  // also where it never waits
          const bool draining = stop.draining();
          if (draining && !std::exchange(told, true)) refuse_waiting(service);
          const std::size_t places = options_.threads + (draining ? 0 : options_.queue);
          if (!try_enqueue(accepted, places)) refuse(std::move(accepted), service, stop);
        },
        [&] {
          service.about_to_wait();
          goodbyes_.wait({listener_fd, stop.drain_fd(), to_linger_.fd()});
          take_lingerers();
        },
        [&](int error_number) {
          service.accept_failed(error_number);
          goodbyes_.wait({stop.drain_fd(), to_linger_.fd()}, kAcceptRest);
          take_lingerers();
        });
    if (!told) refuse_waiting(service);
  }
  //! [accept-loop]

  /// From the workers.
  void take_lingerers() {
    for (os::Fd& fd : to_linger_.take_all()) goodbyes_.add(std::move(fd), seam::Clock::now());
  }

  /// Those who lingered with the listener when the stop came, or were handed to it in that moment, are read
  /// out to their end like the others.
  void say_last_goodbyes(const StopEvents& stop) {
    take_lingerers();
    while (goodbyes_.size() > 0 && !stop.abandoned()) goodbyes_.wait({stop.abandon_fd()});
  }

  //! [try-enqueue]
  /// Room is counted here and not by the queue alone: a connection that a worker has not yet taken out of the
  /// queue must not cost a waiting place.
  bool try_enqueue(os::Accepted& accepted, std::size_t places) {
    if (taken_on_.load() >= places) return false;
    const ClientCounts::Place client = clients_.place_of(accepted.peer);
    if (!clients_.try_enter(client)) return false;
    os::trace_note(accepted.fd.get(), "queued");  // before: behind the push it may be another's already
    taken_on_.fetch_add(1);
    try {
      if (queue_.try_push(accepted)) return true;
    } catch (const std::exception&) {  // no memory for the queue: it is as if it were full
    }
    taken_on_.fetch_sub(1);
    clients_.leave(client);
    return false;
  }
  //! [try-enqueue]

  //! [refuse]
  /// Says goodbye to a connection for which there is no room.
  void refuse(os::Accepted accepted, S& service, const StopEvents& stop) {
    say_refusal(accepted, service);
    if (options_.goodbyes_aside) {
      goodbyes_.add(std::move(accepted.fd), seam::Clock::now());
    } else {
      linger_blocking(accepted.fd.get(), stop.drain_fd());
    }
  }
  //! [refuse]

  //! [refuse-waiting]
  /// At a stop, clients that still wait for a worker are told so instead of being cut off.
  void refuse_waiting(S& service) {
    while (auto accepted = queue_.try_pop()) {
      PoolPlace(taken_on_, clients_, accepted->peer).leave();
      say_refusal(*accepted, service);
      (void)discard_input(accepted->fd.get());
    }
  }
  //! [refuse-waiting]

  //! [work]
  /// One worker: serves what the queue gives until it is closed and empty.
  void work(S& service, const StopEvents& stop) {
    while (true) {
      auto accepted = queue_.pop_for(kPatience);
      if (accepted) {
        serve(*accepted, service, stop);
      } else if (queue_.closed()) {
        return;
      } else {
        (void)service.about_to_wait();
      }
    }
  }
  //! [work]

  //! [linger-for]
  /// Where goodbyes are said in place, that is the lesson: for so long this worker has no time for others. At
  /// a stop, too: the listener has gone.
  void linger(BlockingDriver<typename S::Conversation>& driver, const StopEvents& stop) {
    if (!options_.goodbyes_aside || stop.draining()) return driver.linger();
    to_linger_.post(driver.take_fd());
  }
  //! [linger-for]

  //! [serve]
  void serve(os::Accepted& accepted, S& service, const StopEvents& stop) {
    const Counted active(active_);
    os::trace_note(accepted.fd.get(), "taken");
    PoolPlace place(taken_on_, clients_, accepted.peer);
    try {
      BlockingDriver driver(std::move(accepted.fd), service.start(accepted.peer, {}, seam::Clock::now()),
                            stop);
      // The place is free before the client can see the end: if it comes again at once, it must not be
      // refused. So this worker must be free as well: the listener lingers for it.
      if (driver.run([&service] { service.about_to_wait(); }, [&place] { place.leave(); }))
        linger(driver, stop);
      service.about_to_wait();
    } catch (const std::exception&) {  // no memory for this client: it is dropped, the others go on
    }
  }
  //! [serve]

  const MakeService<S> make_;
  const PoolOptions options_;
  concurrency::BoundedQueue<os::Accepted> queue_;
  ClientCounts clients_;
  LingeringClose goodbyes_;               // the listener's
  Mailbox<os::Fd> to_linger_;             // for it, from the workers
  std::atomic<std::size_t> taken_on_{0};  // waiting or being served
  std::atomic<std::size_t> active_{0};
};

}  // namespace ladder::drive
