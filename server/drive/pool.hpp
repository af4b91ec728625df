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
#include "drive/lingering_close.hpp"
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
};

/// A pool of blocking workers. run() is called once, on one thread.
template <Service S>
class Pool {
 public:
  Pool(MakeService<S> make, PoolOptions options)
      : make_(std::move(make)), options_(options), queue_(options.threads + options.queue) {}

  /// Serves until `whole` is stopped and the drain is over. Throws std::system_error when it cannot start, or
  /// what a worker threw.
  void run(int listener_fd, concurrency::Stop& whole) {
    const StopEvents stop(whole.tokens());
    const std::unique_ptr<S> listener_service = make_();
    std::vector<std::jthread> workers;
    {
      // However the accept loop ends, the workers are told that nothing more will come.
      const CloseOnExit close_queue{queue_};
      for (std::size_t i = 0; i < options_.threads; ++i) {
        workers.emplace_back([this, &whole, &stop, i, service = make_()] {
          os::name_thread_in_trace("worker", i + 1);
          work(*service, stop, whole);
        });
      }
      accept_loop(listener_fd, *listener_service, stop);
      os::stop_listening(listener_fd);
      refuse_waiting(*listener_service);
    }
    workers.clear();  // joins
    if (failure_) std::rethrow_exception(failure_);
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
  /// Until the drain begins: every new connection is queued, or refused if there is no room.
  void accept_loop(int listener_fd, S& service, const StopEvents& stop) {
    while (!stop.draining()) {
      os::Accepted accepted = os::accept_connection(listener_fd);
      if (accepted.fd) {
        if (!try_enqueue(accepted)) refuse(std::move(accepted), service, stop);
      } else if (accepted.error_number != 0) {
        // Out of descriptors: those that linger hold some, so they are served meanwhile.
        goodbyes_.wait(-1, stop.drain_fd(), kAcceptRest);
      } else {
        service.about_to_wait();
        goodbyes_.wait(listener_fd, stop.drain_fd());
      }
    }
  }
  //! [accept-loop]

  //! [try-enqueue]
  /// Room is counted here and not by the queue alone: a connection that a worker has not yet taken out of the
  /// queue must not cost a waiting place.
  bool try_enqueue(os::Accepted& accepted) {
    if (taken_on_.load() >= options_.threads + options_.queue) return false;
    taken_on_.fetch_add(1);
    os::trace_note(accepted.fd.get(), "queued");  // before: behind the push it may be another's already
    if (queue_.try_push(accepted)) return true;
    taken_on_.fetch_sub(1);
    return false;
  }
  //! [try-enqueue]

  //! [refuse]
  /// Says goodbye to a connection for which there is no room.
  void refuse(os::Accepted accepted, S& service, const StopEvents& stop) {
    os::trace_note(accepted.fd.get(), "refused");
    say_goodbye(accepted.fd.get(), service.refuse(accepted.peer));
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
      os::trace_note(accepted->fd.get(), "refused");
      say_goodbye(accepted->fd.get(), service.refuse(accepted->peer));
      (void)discard_input(accepted->fd.get());
    }
  }
  //! [refuse-waiting]

  //! [work]
  /// One worker: serves what the queue gives until it is closed and empty. What is thrown ends the server.
  void work(S& service, const StopEvents& stop, concurrency::Stop& whole) noexcept {
    try {
      while (true) {
        if (auto accepted = queue_.pop_for(kPatience)) {
          serve(*accepted, service, stop);
        } else if (queue_.closed()) {
          return;
        }
      }
    } catch (...) {
      // Not swallowed: the server ends, and run() rethrows it.
      if (!failed_.exchange(true)) failure_ = std::current_exception();
      whole.abandon();
    }
  }
  //! [work]

  void serve(os::Accepted& accepted, S& service, const StopEvents& stop) {
    active_.fetch_add(1, std::memory_order_relaxed);
    os::trace_note(accepted.fd.get(), "taken");
    {
      BlockingDriver driver(std::move(accepted.fd), service.start(accepted.peer, seam::Clock::now()), stop);
      // The place is free before the client can see the end: if it comes again at once, it must not be
      // refused.
      driver.run([&service] { service.about_to_wait(); }, [this] { taken_on_.fetch_sub(1); });
    }
    service.about_to_wait();
    active_.fetch_sub(1, std::memory_order_relaxed);
  }

  const MakeService<S> make_;
  const PoolOptions options_;
  concurrency::BoundedQueue<os::Accepted> queue_;
  LingeringClose goodbyes_;               // the listener's
  std::atomic<std::size_t> taken_on_{0};  // waiting or being served
  std::atomic<std::size_t> active_{0};
  std::atomic<bool> failed_{false};
  std::exception_ptr failure_;  // written once, by who set failed_; read after the join
};

}  // namespace ladder::drive
