/// \file
/// A thread per connection: nobody waits for anybody, and every client costs a stack. Opened in stage 03.
#pragma once

#include <algorithm>
#include <atomic>
#include <list>
#include <thread>
#include <utility>

#include "concurrency/stop.hpp"
#include "drive/accepting.hpp"
#include "drive/blocking.hpp"
#include "drive/failure.hpp"
#include "drive/service.hpp"
#include "os/socket.hpp"
#include "os/trace.hpp"

namespace ladder::drive {

/// Accepts on the calling thread and gives each connection a thread of its own; finished threads are joined
/// as it goes, so that neither they nor their descriptors pile up.
///
/// \par Example
/// \snippet examples/drive.cpp thread-per-connection
template <Service S>
class ThreadPerConnection {
 public:
  /// `make` is called once a connection, on that connection's thread: it must allow that from several threads
  /// at once.
  explicit ThreadPerConnection(MakeService<S> make) : make_(std::move(make)) {}

  /// Serves until the drain is over. Throws std::system_error when it cannot start.
  void run(int listener_fd, concurrency::Stop& whole) {
    const StopEvents stop(whole.tokens());
    Failure failure(whole);
    failure.watch([&] { accept_loop(listener_fd, stop); });
    os::stop_listening(listener_fd);
    connections_.clear();  // joins
    failure.rethrow();
  }

 private:
  struct Connection {
    std::atomic<bool> finished{false};
    std::jthread thread;  // last: joined before the flag goes
  };

  //! [accept-loop]
  void accept_loop(int listener_fd, const StopEvents& stop) {
    accept_until_drained(
        listener_fd, stop,
        [&](os::Accepted accepted) {
          join_finished();
          start(std::move(accepted), stop);
        },
        [&] { (void)os::wait_ready(listener_fd, {.readable = true}, stop.drain_fd()); },
        [&](int) { (void)os::wait_ready(-1, {}, stop.drain_fd(), kAcceptRest); });
  }
  //! [accept-loop]

  //! [start-thread]
  /// Gives a connection a thread of its own. If the system refuses one, this client is dropped.
  void start(os::Accepted accepted, const StopEvents& stop) {
    Connection& connection = connections_.emplace_back();
    try {
      connection.thread = std::jthread([this, &stop, &connection, accepted = std::move(accepted)]() mutable {
        serve(std::move(accepted), stop);
        connection.finished = true;
      });
    } catch (const std::exception&) {
      connections_.pop_back();  // no thread to be had: this client is dropped, the others go on
    }
  }
  //! [start-thread]

  //! [serve-one]
  /// One connection from its first byte to its end, on its own thread.
  void serve(os::Accepted accepted, const StopEvents& stop) noexcept {
    try {
      os::trace_note(accepted.fd.get(), "taken");
      const std::unique_ptr<S> service = make_();
      BlockingDriver driver(std::move(accepted.fd), service->start(accepted.peer, {}, seam::Clock::now()),
                            stop);
      if (driver.run([&service] { service->about_to_wait(); })) driver.linger();
    } catch (const std::exception&) {
      // No memory for this client: it is dropped, the others go on.
    }
  }
  //! [serve-one]

  //! [join-finished]
  /// Joins the threads whose connections are over.
  void join_finished() {
    connections_.remove_if([](const Connection& connection) { return connection.finished.load(); });
  }
  //! [join-finished]

  const MakeService<S> make_;
  std::list<Connection> connections_;  // a list: a connection's thread holds its address
};

}  // namespace ladder::drive
