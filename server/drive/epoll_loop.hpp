/// \file
/// EpollLoop: one thread that serves thousands of connections. It waits in epoll for any of them, moves each
/// as far as it goes (drive/advance.hpp), and waits again. Edge-triggered: a socket is registered once, and
/// the Readiness beside it remembers what the kernel has told. Opened in stage 09; stage 10 runs several.
///
/// A connection is removed only while its own event is handled, or outside the batch of events, so no event
/// ever finds a stranger at its address.
#pragma once

#include <array>
#include <memory>
#include <utility>

#include "drive/advance.hpp"
#include "drive/lingering_close.hpp"
#include "drive/loop_base.hpp"
#include "os/epoll.hpp"
#include "os/error.hpp"

namespace ladder::drive {

/// One event loop. run() and everything else is called on one thread; mail() may be used by others.
template <Service S>
class EpollLoop : public LoopBase<EpollLoop<S>, S> {
  using Base = LoopBase<EpollLoop<S>, S>;
  using Base::clients_, Base::mail_, Base::reception_, Base::shared_, Base::turn_bytes_;

 public:
  using typename Base::Client, typename Base::Shared;

  /// Throws std::system_error.
  EpollLoop(std::size_t index, std::unique_ptr<S> service, const Shared& shared)
      : Base(index, std::move(service), shared) {
    watch_or_throw(shared_.stop.drain_fd(), EPOLLIN, &drain_tag_);
    watch_or_throw(shared_.stop.abandon_fd(), EPOLLIN, &abandon_tag_);
    watch_or_throw(mail_->fd(), EPOLLIN, &mail_tag_);
    if (reception_.accepts()) listen_on();
  }

 private:
  friend Base;
  static constexpr std::size_t kEventBatch = 256;

  //! [wait]
  void wait(int timeout_ms) {
    std::array<epoll_event, kEventBatch> space;
    const auto events = epoll_.wait(space, timeout_ms);
    turn_bytes_ = Turn::share(events.size());
    for (const epoll_event& event : events) handle(event);
  }
  //! [wait]

  void watch_or_throw(int fd, std::uint32_t events, void* tag) {
    if (const int error = epoll_.add(fd, events, tag); error != 0)
      os::throw_system_error(error, "epoll_ctl", "add");
  }

  void listen_on() { watch_or_throw(shared_.listener_fd, EPOLLIN, &listener_tag_); }
  void listen_off() { epoll_.remove(shared_.listener_fd); }

  //! [event]
  void handle(const epoll_event& event) {
    void* const tag = event.data.ptr;
    if (tag == &listener_tag_) {
      reception_.accept_some();  // more that wait make the listener readable again
    } else if (tag == &mail_tag_) {
      this->mail_came_ = true;
    } else if (tag == &abandon_tag_) {
      this->abandoned_ = true;
    } else if (tag == &drain_tag_) {
      this->drain_asked_ = true;
      epoll_.remove(shared_.stop.drain_fd());  // it stays readable: once is enough
    } else {
      handle(*static_cast<Client*>(tag), event.events);
    }
  }
  //! [event]

  //! [readiness]
  /// Adds what epoll has told to what is known of a connection, and moves it.
  void handle(Client& client, std::uint32_t events) {
    constexpr std::uint32_t kEnded = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    if ((events & (EPOLLIN | kEnded)) != 0) client.readiness.readable = true;
    if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) client.readiness.writable = true;
    if ((events & (EPOLLHUP | EPOLLERR)) != 0) client.readiness.broken = true;
    if ((events & (kEnded | EPOLLPRI)) != 0) client.readiness.more_may_lie_behind = true;
    if (!client.ready) this->move(client);  // one that gave way has its turn soon: one a round
  }
  //! [readiness]

  //! [start]
  /// Registered before it is moved: what becomes ready meanwhile is reported.
  void start(Client& client) {
    constexpr std::uint32_t kEvents = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;
    if (epoll_.add(client.fd.get(), kEvents, &client) != 0) return clients_.remove(client);
    this->move(client);
  }
  //! [start]

  Outcome advance(Client& client) {
    return drive::advance(client.fd.get(), *client.conversation, client.readiness, Turn(turn_bytes_));
  }
  Outcome discard(Client& client) { return discard_input(client.fd.get()); }
  void remove(Client& client) { clients_.remove(client); }

  void take_arrived(Client& client) {
    client.readiness.readable = true;
    this->move(client);
  }
  void all_arrived() {}
  void let_go() {}

  os::Epoll epoll_;
  char listener_tag_ = 0, mail_tag_ = 0, drain_tag_ = 0, abandon_tag_ = 0;  // only their addresses are used
};

}  // namespace ladder::drive
