/// \file
/// LoopBase: what every event loop does with its connections: takes them on, lets them linger, hands out
/// jobs, reads letters, lets deadlines pass, drains. A loop made of it waits and moves bytes.
/// Opened in stage 09.
#pragma once

#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "drive/admission.hpp"
#include "drive/advance.hpp"
#include "drive/connections.hpp"
#include "drive/jobs.hpp"
#include "drive/lingering_close.hpp"
#include "drive/loop_deadlines.hpp"
#include "drive/loop_mail.hpp"
#include "drive/reception.hpp"
#include "drive/service.hpp"
#include "os/socket.hpp"
#include "os/trace.hpp"

namespace ladder::drive {

/// The part that loops share, bound at compile time. One thread, but for mail(). `Loop` has:
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
  using Shared = LoopShared<Loop>;

  /// Where other threads leave word for this loop. Any thread.
  LoopMail& mail() { return *mail_; }

  //! [event-loop]
  /// Serves until the drain is over. Throws std::system_error.
  void run() {
    while (!abandoned_ && !is_over()) {
      const seam::TimePoint again = service_->about_to_wait();
      turn_bytes_ = Turn::share(clients_.turns_next());
      clients_.take_turns([this](Client& client) { move(client); });
      while (clients_.take_room_opened()) reception_.take_waiting();  // nothing else would wake it for them
      self().wait(clients_.any_gave_way() ? 0 : deadlines_.wait_ms(again));
      if (std::exchange(mail_came_, false)) read_mail();
      if (std::exchange(drain_asked_, false)) begin_drain();
      expire_due();
    }
    self().let_go();
    clients_.clear();  // when abandoned: a conversation that is gone stores nothing more
    (void)service_->about_to_wait();
  }
  //! [event-loop]

 protected:
  friend class Reception<Loop>;

  /// Loop number `index`, from 0. Throws std::system_error without a descriptor for the mail.
  LoopBase(std::size_t index, std::unique_ptr<S> service, const Shared& shared)
      : service_(std::move(service)),
        shared_(shared),
        mail_(std::make_shared<LoopMail>(shared.admission.capacity())),  // as many can be passed on here
        clients_(shared.admission, index, mail_),
        reception_(self(), index, shared) {}

  /// See Turnover: whether this loop may keep more of what it accepts.
  bool connections_are_brief() const { return clients_.turnover().brief(); }

  //! [adopt]
  /// Takes on a connection whose place is reserved and which is counted for its client. No memory for it: it
  /// is closed, the others go on.
  void adopt(os::Accepted accepted) {
    const seam::TimePoint now = seam::Clock::now();
    ClientCounts& counts = shared_.admission.clients();
    const ClientCounts::Place place = counts.place_of(accepted.peer);
    Client* const client = clients_.add(std::move(accepted.fd));
    if (client == nullptr) {
      counts.leave(place);
      return clients_.give_back_place();
    }
    clients_.admit(*client, place);
    os::trace_note(client->fd.get(), "taken");
    try {
      client->conversation.emplace(service_->start(accepted.peer, clients_.waker_of(*client), now));
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
    say_refusal(accepted, *service_);
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
    deadlines_.rest_from_accepting();
  }

  /// The rest from accepting is over; if what had run out is still missing, it begins anew.
  void accept_again() try {
    if (!draining_) self().listen_on();
  } catch (const std::exception&) {
    deadlines_.rest_from_accepting();
  }

  /// Moves a connection as far as it goes. False if it is gone.
  bool move(Client& client) {
    switch (client.phase) {
      case Phase::serving:
      case Phase::lingering:
        return settle(client, advance_or_close(client));
      case Phase::ending:
        break;
    }
    return false;
  }

 private:
  Loop& self() { return static_cast<Loop&>(*this); }
  /// Nothing is left to serve, and nothing can come any more.
  bool is_over() const { return clients_.empty() && reception_.is_over(); }

  //! [read-mail]
  /// Connections from other loops, places in the queue, jobs that are done, and wakers that were called. Whom
  /// the news is for may be gone; then it reaches nobody.
  void read_mail() {
    for (os::Accepted& accepted : mail_->take_connections()) adopt(std::move(accepted));
    reception_.take_waiting();  // a wake-up without a letter says that somebody waits in the queue
    const std::vector<News>& letters = mail_->take_news();
    turn_bytes_ = Turn::share(letters.size());
    for (const News& news : letters) {
      if (news.worked) clients_.work_ended(news.whose);
      Client* const client = clients_.find(news.whose);
      if (client == nullptr || !client->in_conversation()) continue;
      tell_and_move(*client, [&news](auto& conversation) {
        const seam::TimePoint now = seam::Clock::now();
        if (news.worked) conversation.work_done(now);
        if (news.woken) conversation.woken(now);
      });
    }
  }
  //! [read-mail]

  void expire_due() {
    const seam::TimePoint now = seam::Clock::now();
    turn_bytes_ = Turn::kLeastBytes;  // there may be many, and they have little to say
    deadlines_.pass(
        now, [&](Client& client) { expire(client, now); }, [this] { accept_again(); });
  }

  /// Takes what has already come, then nothing more; lets idle connections go.
  void begin_drain() {
    draining_ = true;
    reception_.begin_drain();
    self().listen_off();
    clients_.for_each([this](Client& client) {
      if (!client.in_conversation()) return;
      client.conversation->drain(seam::Clock::now());
      self().take_arrived(client);
    });
    self().all_arrived();
    clients_.for_each([this](Client& client) {
      if (client.in_conversation()) expire(client, seam::Clock::now());
    });
  }

  /// What goes wrong with one connection (no memory for its bytes, say) ends that one and no other.
  Outcome advance_or_close(Client& client) try {
    return client.phase == Phase::lingering ? self().discard(client) : self().advance(client);
  } catch (const std::exception&) {
    return Outcome::close;
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
  /// Does what the outcome of a move asks for. False if the connection is gone.
  bool settle(Client& client, Outcome outcome) {
    switch (outcome) {
      case Outcome::yield:
        clients_.give_way(client);
        [[fallthrough]];
      case Outcome::blocked:
        deadlines_.watch(client, client.deadline());
        return true;
      case Outcome::work:
        if (!hand_over(shared_.jobs, client.conversation->take_work(), mail_, clients_.id_of(client))) break;
        clients_.work_begun(client);
        return move(client);  // bytes go on while the job runs
      case Outcome::linger:
        os::shutdown_sending(client.fd.get());
        clients_.start_lingering(client, seam::Clock::now());
        return move(client);
      case Outcome::close:
        break;
    }
    self().remove(client);
    return false;
  }
  //! [settle]

  /// One that gave way has more to move: first it has its turn, then the deadline counts.
  void expire(Client& client, seam::TimePoint now) {
    if (client.phase == Phase::ending) return;
    if (client.phase == Phase::serving && client.ready) return deadlines_.watch(client, now);
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
  const std::shared_ptr<LoopMail> mail_;
  LoopDeadlines<Client> deadlines_;
  Connections<typename S::Conversation, Client> clients_;
  Reception<Loop> reception_;
  // Seen while events were handled, to be done after them:
  bool mail_came_ = false;
  bool drain_asked_ = false;
  bool abandoned_ = false;
  std::size_t turn_bytes_ = Turn::kBytes;  // of each that is moved now

 private:
  bool draining_ = false;
};

}  // namespace ladder::drive
