/// \file
/// LoopBase: what every event loop does with its connections: takes them on, lets them linger, hands out
/// jobs, reads letters, lets deadlines pass, drains. A loop made of it waits and moves bytes.
/// Opened in stage 09.
#pragma once

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
#include "os/socket.hpp"
#include "os/trace.hpp"

namespace ladder::drive {

/// The part that loops share, bound at compile time. One thread, but for mailbox(). `Loop` has:
/// - wait(timeout_ms): waits for events (negative: for ever) and handles them;
/// - start(client): begins to move one that was just taken on, and sees to it that it goes on;
/// - advance(client), discard(client): move it as far as it goes; read out one that lingers;
/// - remove(client): closes it, at once or when the kernel has let go of it;
/// - listen_on(), listen_off(): wait for connections, or not;
/// - take_arrived(client) for each, then all_arrived(): what has come by now is served, though it stops;
/// - let_go(): sees to it that the kernel has no more to do with any connection.
template <class Loop, Service S, class ClientType = Connection<typename S::Conversation>>
class LoopBase {
 public:
  using Client = ClientType;
  /// A connection from another worker, or word that a connection's job is done.
  struct Mail {
    os::Accepted accepted;
    Client* worked = nullptr;
  };
  using Shared = LoopShared<Loop>;

  /// Where other threads leave letters for this loop. Any thread.
  Mailbox<Mail>& mailbox() { return mailbox_; }

  //! [event-loop]
  /// Serves until the drain is over. Throws std::system_error.
  void run() {
    while (!abandoned_ && !is_over()) {
      service_->about_to_wait();
      clients_.take_turns([this](Client& client) { move(client); });
      self().wait(clients_.any_gave_way() ? 0 : deadlines_.wait_ms(seam::Clock::now()));
      if (std::exchange(mail_came_, false)) read_mail();
      if (std::exchange(drain_asked_, false)) begin_drain();
      if (clients_.take_room_opened()) reception_.take_waiting();
      expire_due();
    }
    self().let_go();
    clients_.clear();  // when abandoned: a conversation that is gone stores nothing more
    service_->about_to_wait();
  }
  //! [event-loop]

 protected:
  friend class Reception<Loop>;

  /// Loop number `index`, from 0. Throws std::system_error without a descriptor for the mailbox.
  LoopBase(std::size_t index, std::unique_ptr<S> service, const Shared& shared)
      : service_(std::move(service)),
        shared_(shared),
        mailbox_(shared.admission.capacity()),  // a connection has at most one letter on its way
        clients_(shared.admission, index),
        reception_(self(), index, shared) {
    due_.reserve(kDueAtOnce);
  }

  /// See Turnover: whether this loop may keep more of what it accepts.
  bool connections_are_brief() const { return clients_.turnover().brief(); }

  //! [adopt]
  /// Takes on a connection whose place is reserved, unless its client holds as many as it may. No memory for
  /// it: it is closed, the others go on.
  void adopt(os::Accepted accepted) {
    const seam::TimePoint now = seam::Clock::now();
    ClientCounts& counts = shared_.admission.clients();
    const ClientCounts::Place place = counts.place_of(accepted.peer);
    if (!counts.try_enter(place)) {
      clients_.give_back_place();
      return refuse(std::move(accepted));
    }
    Client* const client = clients_.add(std::move(accepted.fd));
    if (client == nullptr) {
      counts.leave(place);
      return clients_.give_back_place();
    }
    clients_.admit(*client, place);
    os::trace_note(client->fd.get(), "taken");
    try {
      client->conversation.emplace(service_->start(accepted.peer, now));
    } catch (const std::exception&) {
      return clients_.remove(*client);
    }
    if (draining_) client->conversation->drain(now);
    self().start(*client);
  }
  //! [adopt]

  /// Says the service's last words and lingers, so that they are read. No memory for so much: the connection
  /// is closed without a word.
  void refuse(os::Accepted accepted) try {
    say_goodbye(accepted.fd.get(), service_->refuse(accepted.peer));
    os::trace_note(accepted.fd.get(), "refused");
    Client* const client = clients_.add(std::move(accepted.fd));
    if (client == nullptr) return;
    clients_.start_lingering(*client, seam::Clock::now());
    self().start(*client);
  } catch (const std::exception&) {
  }

  /// Out of descriptors or memory: the listener stays readable, so it must be left alone for a while.
  void rest_from_accepting(int error_number) {
    service_->accept_failed(error_number);
    self().listen_off();
    deadlines_.watch(accept_rest_, seam::Clock::now() + kAcceptRest);
  }

  /// Moves a connection as far as it goes. False if it is gone.
  bool move(Client& client) {
    switch (client.phase) {
      case Phase::serving:
        return settle(client, advance_or_close(client));
      case Phase::lingering:
        return settle(client, self().discard(client));
      case Phase::working:
        return true;  // what has become ready is remembered until the job is done
      case Phase::ending:
        break;
    }
    return false;
  }

 private:
  Loop& self() { return static_cast<Loop&>(*this); }
  /// Nothing is left to serve, and nothing can come any more.
  bool is_over() const { return clients_.empty() && reception_.is_over(); }

  /// Jobs that are done, connections from other loops, and places in the queue.
  void read_mail() {
    for (Mail& mail : mailbox_.take_all()) {
      if (mail.worked == nullptr) {
        adopt(std::move(mail.accepted));
      } else {
        mail.worked->phase = Phase::serving;
        tell_and_move(*mail.worked, [](auto& conversation) { conversation.work_done(seam::Clock::now()); });
      }
    }
    reception_.take_waiting();  // a wake-up without a letter says that somebody waits in the queue
  }

  void expire_due() {
    const seam::TimePoint now = seam::Clock::now();
    try {
      deadlines_.take_due(now, due_);
    } catch (const std::exception&) {  // no memory to list them all: the others are due in the next round
    }
    for (DeadlineHook* hook : due_) {
      if (hook != &accept_rest_)
        expire(*static_cast<Client*>(hook), now);
      else if (!draining_)
        accept_again(now);
    }
    due_.clear();
  }

  /// The rest from accepting is over; if what had run out is still missing, it begins anew.
  void accept_again(seam::TimePoint now) try { self().listen_on(); } catch (const std::exception&) {
    deadlines_.watch(accept_rest_, now + kAcceptRest);
  }

  /// Takes what has already come, then nothing more; lets idle connections go. Both passes go backwards: a
  /// connection that goes is replaced by the last one, which has had its turn.
  void begin_drain() {
    draining_ = true;
    reception_.begin_drain();
    self().listen_off();
    for (std::size_t i = clients_.size(); i-- > 0;) {
      if (!clients_[i].in_conversation()) continue;
      clients_[i].conversation->drain(seam::Clock::now());
      self().take_arrived(clients_[i]);
    }
    self().all_arrived();
    for (std::size_t i = clients_.size(); i-- > 0;)
      if (clients_[i].in_conversation()) expire(clients_[i], seam::Clock::now());
  }

  /// What goes wrong with one connection (no memory for its bytes, say) ends that one and no other.
  Pause advance_or_close(Client& client) try {
    return self().advance(client);
  } catch (const std::exception&) {
    return Pause::close;
  }

  /// Tells the conversation something and moves it on. If it cannot take the news, it ends; the others go on.
  template <class Tell>
  void tell_and_move(Client& client, const Tell& tell) {
    try {
      tell(*client.conversation);
    } catch (const std::exception&) {
      return self().remove(client);
    }
    move(client);
  }

  //! [settle]
  /// Does what the pause asks for. False if the connection is gone.
  bool settle(Client& client, Pause pause) {
    switch (pause) {
      case Pause::yield:
        clients_.give_way(client);
        [[fallthrough]];
      case Pause::blocked:
        deadlines_.watch(client, client.deadline());
        return true;
      case Pause::work:
        if (hand_over(client)) return true;
        break;
      case Pause::linger:
        os::shutdown_sending(client.fd.get());
        clients_.start_lingering(client, seam::Clock::now());
        return move(client);
      case Pause::close:
        break;
    }
    self().remove(client);
    return false;
  }
  //! [settle]
  //! [hand-over]
  /// Gives the job to the pool and goes on serving others. The pool's queue has a place for every connection;
  /// should it be full all the same, the job runs here. False if there is no memory for it.
  bool hand_over(Client& client) try {
    client.phase = Phase::working;
    concurrency::ThreadPool::Job job = [this, work = client.conversation->take_work(), &client] {
      if (work) work->run();
      mailbox_.post({{}, &client});
    };
    if (!shared_.jobs.try_submit(job)) job();
    return true;
  } catch (const std::exception&) {
    return false;
  }
  //! [hand-over]

  void expire(Client& client, seam::TimePoint now) {
    // One that works is watched again when its job is done.
    if (client.phase == Phase::working || client.phase == Phase::ending) return;
    if (client.phase == Phase::serving && client.deadline() <= now)
      tell_acknowledged(client.fd.get(), *client.conversation, client.readiness, now);
    if (client.deadline() > now) return deadlines_.watch(client, client.deadline());
    if (client.phase == Phase::lingering) return self().remove(client);
    os::trace_note(client.fd.get(), "expired");
    tell_and_move(client, [now](auto& conversation) { conversation.expire(now); });
  }

 protected:
  std::unique_ptr<S> service_;
  const Shared shared_;
  Mailbox<Mail> mailbox_;
  Deadlines deadlines_{seam::Clock::now()};
  Connections<typename S::Conversation, Client> clients_;
  Reception<Loop> reception_;
  // Seen while events were handled, to be done after them:
  bool mail_came_ = false;
  bool drain_asked_ = false;
  bool abandoned_ = false;

 private:
  /// Deadlines that a round can let pass without memory; if there is none, the others wait for the next
  /// round.
  static constexpr std::size_t kDueAtOnce = 64;

  DeadlineHook accept_rest_;
  std::vector<DeadlineHook*> due_;
  bool draining_ = false;
};

}  // namespace ladder::drive
