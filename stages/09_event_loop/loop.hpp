/// \file
/// Stage 09: an event loop of one's own, over os::Epoll and the seam. One thread waits
/// for all sockets at once, moves each conversation as far as it goes without waiting,
/// and waits again. What the library's loop (drive/epoll_loop.hpp) does besides, and why,
/// tells the chapter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "agenda.hpp"
#include "app/http_service.hpp"
#include "clients.hpp"
#include "drive/accepting.hpp"
#include "drive/stop_event.hpp"
#include "jobs.hpp"
#include "os/epoll.hpp"
#include "os/error.hpp"
#include "os/trace.hpp"

namespace ladder {

/// One loop, on the thread that calls run(). What it is given outlives it.
class Loop {
 public:
  /// Serves `places` connections at once; so many as `queue` says may wait for a place.
  /// Throws std::system_error.
  Loop(app::HttpService& service, int listener_fd, const drive::StopEvents& stop, std::size_t places,
       std::size_t queue)
      : service_(service),
        listener_fd_(listener_fd),
        stop_(stop),
        places_(places),
        queue_(queue),
        jobs_(places) {
    watch(listener_fd_, kListener);
    watch(jobs_.fd(), kJobs);
    watch(stop_.drain_fd(), kDrain);
    watch(stop_.abandon_fd(), kAbandon);
  }

  //! [run]
  /// Round after round, until it is abandoned, or nobody is left behind a drain. In each
  /// round those who gave way have their turns; who waits for a place gets one that is
  /// free, for nothing would wake the loop for them; it waits, but not if somebody has
  /// given way again, and no longer than until the next look at a deadline, or until the
  /// service wants to be called again; and everybody whose look is due is looked at.
  void run() {
    while (!abandoned_ && !(draining_ && clients_.empty())) {
      const seam::TimePoint again = service_.about_to_wait();
      for (const Id id : std::exchange(gave_way_, {})) {
        if (Client* const client = clients_.find(id)) client->gave_way = false;
        move(id);
      }
      let_in();
      wait(gave_way_.empty() ? agenda_.wait_ms(again) : 0);
      for (const Id id : agenda_.take_due(seam::Clock::now())) look_at(id);
    }
    (void)service_.about_to_wait();
  }
  //! [run]

 private:
  /// Numbers that are no connections: what else the epoll watches.
  enum : Id { kListener, kJobs, kDrain, kAbandon };

  //! [add]
  /// A new connection takes a place, or stands in the queue, or is refused. In a drain
  /// nobody stands in the queue.
  void add(os::Accepted accepted) {
    waiting_.push_back(std::move(accepted));
    let_in();
    if (waiting_.size() <= (draining_ ? 0 : queue_)) return;
    refuse(std::move(waiting_.back()));
    waiting_.pop_back();
  }
  //! [add]

  //! [let-in]
  /// Gives the places that are free to those who wait, the first of them first.
  void let_in() {
    while (clients_.serving() < places_ && !waiting_.empty()) {
      os::Accepted accepted = std::move(waiting_.front());
      waiting_.pop_front();
      serve(std::move(accepted));
    }
  }
  //! [let-in]

  //! [wait]
  /// Waits for events, at most so long (negative: for ever; 0: it only asks), and does
  /// what each is for.
  void wait(int timeout_ms) {
    std::array<epoll_event, 256> space;
    for (const epoll_event& event : epoll_.wait(space, timeout_ms)) {
      const Id id = event.data.u64;
      if (id == kListener && !draining_) accept_some(kAcceptsAnEvent);
      if (id == kJobs)
        for (const Id whose : jobs_.take_done()) job_done(whose);
      if (id == kDrain) drain();
      if (id == kAbandon) abandoned_ = true;
      if (Client* const client = clients_.find(id)) told(id, *client, event.events);
    }
  }
  //! [wait]

  //! [told]
  /// Adds what the kernel has told to what is known of a connection, for it is told once;
  /// then moves it. But one that gave way has its turn in the next round.
  void told(Id id, Client& client, std::uint32_t events) {
    constexpr std::uint32_t kBroken = EPOLLHUP | EPOLLERR;
    drive::Readiness& known = client.readiness;
    if ((events & (EPOLLIN | EPOLLRDHUP | kBroken)) != 0) known.readable = true;  // an end is received
    if ((events & (EPOLLOUT | kBroken)) != 0) known.writable = true;
    if ((events & (EPOLLRDHUP | EPOLLPRI | kBroken)) != 0) known.more_may_lie_behind = true;
    if ((events & kBroken) != 0) known.broken = true;
    if (!client.gave_way) move(id);
  }
  //! [told]

  //! [move]
  /// Moves a connection, if it is still there, as far as it goes without waiting, and
  /// does what the outcome asks for.
  void move(Id id) {
    Client* const client = clients_.find(id);
    if (client == nullptr) return;
    const int fd = client->fd.get();
    switch (client->conversation ? drive::advance(fd, *client->conversation, client->readiness)
                                 : drive::discard_input(fd)) {
      case drive::Outcome::yield:
        if (!std::exchange(client->gave_way, true)) gave_way_.push_back(id);
        return agenda_.note(id, client->deadline());
      case drive::Outcome::blocked:
        return agenda_.note(id, client->deadline());
      case drive::Outcome::work:
        if (!jobs_.start(id, client->conversation->take_work())) return close(id);
        return move(id);  // bytes go on while the job runs
      case drive::Outcome::linger:
        os::shutdown_sending(fd);
        clients_.linger(id, *client);
        return move(id);
      case drive::Outcome::close:
        return close(id);
    }
  }
  //! [move]

  //! [look-at]
  /// The look at a connection's deadline. If it has not come after all, another look is
  /// noted; so it is for one that gave way, which has its turn first. What the peer has
  /// acknowledged meanwhile is told first, for it may move the deadline. If it has come,
  /// the lingering is over, or the conversation is told and moved.
  void look_at(Id id) {
    const seam::TimePoint now = seam::Clock::now();
    if (id == kListener && !draining_ && epoll_.add(listener_fd_, EPOLLIN, kListener) != 0)
      agenda_.note(kListener, now + drive::kAcceptRest);  // it has rested, and must once more
    Client* const client = clients_.find(id);
    if (client == nullptr) return;
    if (client->gave_way) return agenda_.note(id, now);  // first it has its turn
    if (client->conversation && client->deadline() <= now)
      drive::tell_acknowledged(client->fd.get(), *client->conversation, client->readiness, now);
    if (client->deadline() > now) return agenda_.note(id, client->deadline());
    if (!client->conversation) return close(id);
    os::trace_note(client->fd.get(), "expired");
    client->conversation->expire(now);
    move(id);
  }
  //! [look-at]

  //! [drain]
  /// The stop. Who has come by now is taken on, nobody after that, and who waits for a
  /// place is refused. Each conversation is told, and is given what has arrived; then its
  /// deadline is looked at, for that of an idle one has come by this.
  void drain() {
    draining_ = true;
    epoll_.remove(stop_.drain_fd());  // it stays readable: once is enough
    accept_some(os::kBacklog);
    epoll_.remove(listener_fd_);
    os::stop_listening(listener_fd_);
    for (os::Accepted& accepted : std::exchange(waiting_, {})) refuse(std::move(accepted));
    for (const Id id : clients_.everybody()) {
      Client* const client = clients_.find(id);
      if (client == nullptr || !client->conversation) continue;
      client->conversation->drain(seam::Clock::now());
      client->readiness.readable = true;
      move(id);
      look_at(id);
    }
  }
  //! [drain]

  // What these are made of:

  /// So many are accepted before those that are served already have their turn.
  static constexpr int kAcceptsAnEvent = 16;

  void watch(int fd, Id id) {
    if (const int error = epoll_.add(fd, EPOLLIN, id); error != 0)
      os::throw_system_error(error, "epoll_ctl", "add");
  }

  /// Accepts those who wait, at most so many. Where descriptors or memory have run out
  /// the listener stays readable, so it is left alone for a while.
  void accept_some(int at_most) {
    for (int i = 0; i < at_most; ++i) {
      os::Accepted accepted = os::accept_connection(listener_fd_);
      if (accepted.error_number != 0) {
        service_.accept_failed(accepted.error_number);
        epoll_.remove(listener_fd_);
        agenda_.note(kListener, seam::Clock::now() + drive::kAcceptRest);
      }
      if (!accepted.fd) return;
      add(std::move(accepted));
    }
  }

  void serve(os::Accepted accepted) {
    os::trace_note(accepted.fd.get(), "taken");
    const seam::TimePoint now = seam::Clock::now();
    auto& [id, client] = clients_.add(std::move(accepted.fd));
    clients_.start(client, service_.start(accepted.peer, {}, now));
    if (draining_) client.conversation->drain(now);
    begin(id, client);
  }

  /// Says the service's last words, and lingers so that they are read.
  void refuse(os::Accepted accepted) {
    drive::say_refusal(accepted, service_);
    auto& [id, client] = clients_.add(std::move(accepted.fd));
    clients_.linger(id, client);
    begin(id, client);
  }

  /// Registered before it is moved: what becomes ready meanwhile is told.
  void begin(Id id, Client& client) {
    constexpr std::uint32_t kEvents = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;
    if (epoll_.add(client.fd.get(), kEvents, id) != 0) return close(id);
    move(id);
  }

  void close(Id id) {
    agenda_.forget(id);
    clients_.close(id);
  }

  void job_done(Id id) {
    Client* const client = clients_.find(id);
    if (client == nullptr || !client->conversation) return;
    client->conversation->work_done(seam::Clock::now());
    move(id);
  }

  app::HttpService& service_;
  const int listener_fd_;
  const drive::StopEvents& stop_;
  const std::size_t places_;
  const std::size_t queue_;
  Jobs jobs_;
  os::Epoll epoll_;
  Clients clients_;  // goes before the jobs do: a conversation that is gone stores nothing more
  Agenda agenda_;
  std::deque<os::Accepted> waiting_;  // for a place
  std::vector<Id> gave_way_;
  bool draining_ = false;
  bool abandoned_ = false;
};

}  // namespace ladder
