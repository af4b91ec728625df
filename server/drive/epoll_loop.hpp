/// \file
/// EpollLoop: one thread that serves thousands of connections. It waits in epoll for any of them, moves each
/// as far as it goes (drive/advance.hpp), and waits again. Edge-triggered: a socket is registered once, and
/// the Readiness beside it remembers what the kernel has told. Opened in stage 09; stage 10 runs several.
///
/// A connection is removed only while its own event is handled, or outside the batch of events, so no event
/// ever finds a stranger at its address.
#pragma once

#include <array>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "concurrency/thread_pool.hpp"
#include "drive/accepting.hpp"
#include "drive/admission.hpp"
#include "drive/advance.hpp"
#include "drive/connections.hpp"
#include "drive/deadlines.hpp"
#include "drive/lingering_close.hpp"
#include "drive/mailbox.hpp"
#include "drive/reception.hpp"
#include "drive/service.hpp"
#include "drive/stop_event.hpp"
#include "os/epoll.hpp"
#include "os/error.hpp"
#include "os/socket.hpp"

namespace ladder::drive {

/// One event loop. run() and everything else is called on one thread; mailbox() may be used by others.
template <Service S>
class EpollLoop {
 public:
  using Client = Connection<typename S::Conversation>;
  /// A connection from another worker, or word that a connection's job is done.
  struct Mail {
    os::Accepted accepted;
    Client* worked = nullptr;
  };
  using Shared = LoopShared<EpollLoop>;

  /// Throws std::system_error.
  EpollLoop(std::size_t index, std::unique_ptr<S> service, const Shared& shared)
      : service_(std::move(service)),
        shared_(shared),
        deadlines_(seam::Clock::now()),
        clients_(shared.admission, index),
        reception_(*this, index, shared) {
    watch_or_throw(shared_.stop.drain_fd(), EPOLLIN, &drain_tag_);
    watch_or_throw(shared_.stop.abandon_fd(), EPOLLIN, &abandon_tag_);
    watch_or_throw(mailbox_.fd(), EPOLLIN, &mail_tag_);
    watch_or_throw(shared_.listener_fd, EPOLLIN | EPOLLEXCLUSIVE, &listener_tag_);
  }

  Mailbox<Mail>& mailbox() { return mailbox_; }

  //! [event-loop]
  /// Serves until the drain is over. Throws std::system_error.
  void run() {
    std::array<epoll_event, kEventBatch> space;
    while (!abandoned_ && !(clients_.empty() && reception_.is_over())) {
      service_->about_to_wait();
      const int timeout_ms = clients_.any_gave_way() ? 0 : deadlines_.wait_ms(seam::Clock::now());
      for (const epoll_event& event : epoll_.wait(space, timeout_ms)) handle(event);
      clients_.take_turns([this](Client& client) { move(client); });
      if (std::exchange(mail_came_, false)) read_mail();
      if (std::exchange(drain_asked_, false)) begin_drain();
      if (clients_.take_room_opened()) reception_.take_waiting();
      expire_due();
    }
    clients_.clear();  // when abandoned: a conversation that is gone stores nothing more
    service_->about_to_wait();
  }
  //! [event-loop]

 private:
  friend class Reception<EpollLoop>;
  static constexpr std::size_t kEventBatch = 256;

  void watch_or_throw(int fd, std::uint32_t events, void* tag) {
    if (const int error = epoll_.add(fd, events, tag); error != 0)
      os::throw_system_error(error, "epoll_ctl", "add");
  }

  void handle(const epoll_event& event) {
    void* const tag = event.data.ptr;
    if (tag == &listener_tag_) {
      (void)reception_.accept_some();  // what is left makes the listener readable again
    } else if (tag == &mail_tag_) {
      mail_came_ = true;
    } else if (tag == &abandon_tag_) {
      abandoned_ = true;
    } else if (tag == &drain_tag_) {
      drain_asked_ = true;
      epoll_.remove(shared_.stop.drain_fd());  // it stays readable: once is enough
    } else {
      handle(*static_cast<Client*>(tag), event.events);
    }
  }

  //! [readiness]
  void handle(Client& client, std::uint32_t events) {
    constexpr std::uint32_t kEnded = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    if ((events & (EPOLLIN | kEnded)) != 0) client.readiness.readable = true;
    if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) client.readiness.writable = true;
    if ((events & kEnded) != 0) client.readiness.peer_ended = true;
    move(client);
  }
  //! [readiness]

  /// Out of descriptors or memory: the listener stays readable, so it must leave the set for a while.
  void rest_from_accepting() {
    epoll_.remove(shared_.listener_fd);
    deadlines_.watch(accept_rest_, seam::Clock::now() + kAcceptRest);
  }

  /// Takes on a connection whose place is reserved. It is moved before it is registered: a short exchange
  /// then never meets epoll at all. Registering reports whatever became ready meanwhile.
  void adopt(os::Accepted accepted) {
    const seam::TimePoint now = seam::Clock::now();
    Client& client = clients_.add(std::move(accepted.fd));
    client.admitted = true;
    try {
      client.conversation.emplace(service_->start(accepted.peer, now));
    } catch (const std::exception&) {
      return clients_.remove(client);  // no memory for this client: the others go on
    }
    if (draining_) client.conversation->drain(now);
    if (move(client)) watch(client);
  }

  void watch(Client& client) {
    constexpr std::uint32_t kEvents = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    if (epoll_.add(client.fd.get(), kEvents, &client) != 0) clients_.remove(client);
  }

  void refuse(os::Accepted accepted) {
    say_goodbye(accepted.fd.get(), service_->refuse(accepted.peer));
    Client& client = clients_.add(std::move(accepted.fd));
    if (!clients_.start_lingering(client, seam::Clock::now())) return clients_.remove(client);
    if (move(client)) watch(client);
  }

  /// Moves a connection as far as it goes. False if it is gone.
  bool move(Client& client) {
    switch (client.phase) {
      case Phase::serving:
        return settle(client, advance_or_close(client));
      case Phase::lingering:
        return settle(client, discard_input(client.fd.get()));
      case Phase::working:
        break;  // what has become ready is remembered until the job is done
    }
    return true;
  }

  /// What goes wrong with one connection (no memory for its bytes, say) ends that one and no other.
  static Pause advance_or_close(Client& client) {
    try {
      return advance(client.fd.get(), *client.conversation, client.readiness);
    } catch (const std::exception&) {
      return Pause::close;
    }
  }

  //! [settle]
  /// Does what the pause asks for. False if the connection is gone.
  bool settle(Client& client, Pause pause) {
    switch (pause) {
      case Pause::blocked:
        deadlines_.watch(client, client.deadline());
        return true;
      case Pause::yield:
        clients_.give_way(client);
        deadlines_.watch(client, client.deadline());
        return true;
      case Pause::work:
        hand_over(client);
        return true;
      case Pause::linger:
        os::shutdown_sending(client.fd.get());
        if (clients_.start_lingering(client, seam::Clock::now())) return move(client);
        break;
      case Pause::close:
        break;
    }
    clients_.remove(client);
    return false;
  }
  //! [settle]

  /// Gives the job to the pool and goes on serving others. The pool's queue has a place for every connection;
  /// should it be full all the same, the job runs here.
  void hand_over(Client& client) {
    client.phase = Phase::working;
    concurrency::ThreadPool::Job job = [this, work = client.conversation->take_work(), &client] {
      if (work) work->run();
      mailbox_.post({{}, &client});
    };
    if (!shared_.jobs.try_submit(job)) job();
  }

  void read_mail() {
    for (Mail& mail : mailbox_.take_all()) {
      if (mail.worked == nullptr) {
        adopt(std::move(mail.accepted));
      } else {
        mail.worked->phase = Phase::serving;
        mail.worked->conversation->work_done(seam::Clock::now());
        move(*mail.worked);
      }
    }
    reception_.take_waiting();  // a wake-up without a letter says that somebody waits in the queue
  }

  void expire_due() {
    const seam::TimePoint now = seam::Clock::now();
    deadlines_.take_due(now, due_);
    for (DeadlineHook* hook : due_) {
      if (hook != &accept_rest_) {
        expire(*static_cast<Client*>(hook), now);
      } else if (!draining_) {
        watch_or_throw(shared_.listener_fd, EPOLLIN | EPOLLEXCLUSIVE, &listener_tag_);
      }
    }
    due_.clear();
  }

  void expire(Client& client, seam::TimePoint now) {
    if (client.phase == Phase::working) return;  // watched again when the job is done
    if (client.deadline() > now) return deadlines_.watch(client, client.deadline());
    if (client.phase == Phase::lingering) return clients_.remove(client);
    client.conversation->expire(now);
    move(client);
  }

  /// Takes what has already come, then nothing more; lets idle connections go.
  void begin_drain() {
    draining_ = true;
    reception_.begin_drain();
    epoll_.remove(shared_.listener_fd);
    // Backwards: a connection that goes is replaced by the last one, which has had its turn.
    for (std::size_t i = clients_.size(); i-- > 0;) {
      Client& client = clients_[i];
      if (client.phase == Phase::lingering) continue;
      client.conversation->drain(seam::Clock::now());
      client.readiness.readable = true;  // what has arrived by now is still served
      if (move(client)) expire(client, seam::Clock::now());
    }
  }

  std::unique_ptr<S> service_;
  const Shared shared_;
  os::Epoll epoll_;
  Mailbox<Mail> mailbox_;
  Deadlines deadlines_;
  DeadlineHook accept_rest_;
  Connections<typename S::Conversation> clients_;
  Reception<EpollLoop> reception_;
  std::vector<DeadlineHook*> due_;
  bool mail_came_ = false;
  bool drain_asked_ = false;
  bool draining_ = false;
  bool abandoned_ = false;
  char listener_tag_ = 0, mail_tag_ = 0, drain_tag_ = 0, abandon_tag_ = 0;  // only their addresses are used
};

}  // namespace ladder::drive
