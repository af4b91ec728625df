/// \file
/// UringLoop: the event loop over io_uring. It does not ask what is ready and then move the bytes: it queues
/// receives and sends, and one call hands all of a round to the kernel and brings what has completed. The
/// conversations, and all that LoopBase does, are those of EpollLoop. Built only with liburing. Opened in
/// stage 11; what was measured: docs/decisions/0005-io-uring.md.
///
/// The law of memory: a connection stays where it is until every operation of its has completed. So no
/// completion ever finds a stranger at its address, and what a send reads stays valid. remove() calls the
/// operations back; the last of them to complete closes the connection.
#pragma once

#include <cerrno>
#include <exception>
#include <memory>
#include <utility>

#include "drive/advance.hpp"
#include "drive/loop_base.hpp"
#include "drive/uring_connection.hpp"
#include "drive/uring_operations.hpp"
#include "drive/uring_tag.hpp"
#include "os/receive_buffers.hpp"
#include "os/uring.hpp"

namespace ladder::drive {

/// One event loop. run() and everything else is called on one thread; mail() may be used by others.
template <Service S>
class UringLoop : public LoopBase<UringLoop<S>, S, UringConnection<typename S::Conversation>> {
  using Base = LoopBase<UringLoop<S>, S, UringConnection<typename S::Conversation>>;
  using Base::clients_, Base::mail_, Base::reception_, Base::shared_, Base::turn_bytes_;

 public:
  using typename Base::Client, typename Base::Shared;

  /// Throws std::system_error.
  UringLoop(std::size_t index, std::unique_ptr<S> service, const Shared& shared)
      : Base(index, std::move(service), shared), buffers_(kBuffers, kBufferBytes), ring_(kEntries) {
    ring_.provide(buffers_);
  }

  /// Serves until the drain is over. Throws std::system_error.
  void run() {
    ring_.enable();
    ring_.wait_readable(shared_.stop.drain_fd(), uring_tag(Op::drain));
    ring_.wait_readable(shared_.stop.abandon_fd(), uring_tag(Op::abandon));
    watch_mail();
    if (reception_.accepts()) listen_on();
    Base::run();
  }

  /// Buffers that all connections receive into, and how large one is. The kernel fills some dozens before
  /// they are given back; should it run out, each gets one in its turn.
  static constexpr std::uint16_t kBuffers = 256;
  static constexpr std::size_t kBufferBytes = 4 * 1'024;

 private:
  friend Base;
  /// Operations queued before they are handed in early.
  static constexpr unsigned kEntries = 1'024;
  /// Connections that one call lets receive, at least (Linux 6.13: IO_LOCAL_TW_DEFAULT_MAX, 20).
  static constexpr std::size_t kReceivesACall = 16;
  /// The kernel has no memory for an operation: it is asked again after so long, if nothing happens before.
  static constexpr int kMakeUpMs = 20;

  using Op = UringOp;

  //! [completions]
  /// Everything queued since the last call goes in, everything completed comes out. How much.
  std::size_t wait(int timeout_ms) {
    if (!make_up() && (timeout_ms < 0 || timeout_ms > kMakeUpMs)) timeout_ms = kMakeUpMs;
    ring_.submit_and_wait(timeout_ms);
    operations_.begin_round(kBuffers);
    now_ = seam::Clock::now();
    turn_bytes_ = Turn::share(ring_.completed());
    return ring_.reap([this](const os::Completion& completion) { handle(completion); });
  }
  //! [completions]

  //! [make-up]
  /// Queues what no connection can be closed for and the kernel took no entry for when it was wanted. False
  /// if it still takes none: then it is tried again soon.
  bool make_up() noexcept try {
    if (!mail_watched_) watch_mail();
    if (accept_unwanted_) ring_.cancel(uring_tag(Op::accept));
    accept_unwanted_ = false;
    if (!operations_.take_missed()) return true;
    clients_.for_each([this](Client& client) {
      if (client.phase == Phase::ending) operations_.call_back(client);
    });
    return !operations_.missed();
  } catch (const std::exception&) {
    return false;
  }
  //! [make-up]

  void watch_mail() {
    ring_.watch_readable(mail_->fd(), uring_tag(Op::mail));
    mail_watched_ = true;
  }

  void handle(const os::Completion& completion) {
    auto* const client = uring_client_of<Client>(completion.tag);
    switch (uring_op_of(completion.tag)) {
      case Op::receive:
        if (completion.result == -ENOBUFS) operations_.out_of_buffers();
        return received(*client, completion);
      case Op::send:
        return sent(*client, completion.result);
      case Op::accept:
        return accepted(completion);
      case Op::mail:
        this->mail_came_ = true;
        mail_watched_ = completion.more;
        return;
      case Op::drain:
        this->drain_asked_ = true;
        return;
      case Op::abandon:
        this->abandoned_ = true;
        return;
      case Op::cancel:
        return;  // there was nothing to cancel any more
    }
  }

  void listen_on() {
    if (!accepting_) ring_.accept_many(shared_.listener_fd, uring_tag(Op::accept));
    accepting_ = true;  // behind the call, here and below: had it thrown, nothing would be in flight
    accept_unwanted_ = false;
  }
  void listen_off() noexcept {
    accept_unwanted_ = accepting_;
    (void)make_up();
  }

  void accepted(const os::Completion& completion) {
    if (!completion.more) accepting_ = false;
    os::Accepted one = os::accepted_by_kernel(completion.result);
    if (this->abandoned_) return;
    if (one.error_number != 0) return this->rest_from_accepting(one.error_number);
    if (one.fd) reception_.place(std::move(one));
    const bool meant = completion.result == -ECANCELED || completion.result == -EINVAL;  // nobody listens
    if (!completion.more && !meant) this->accept_again();
  }

  //! [received]
  /// A receive has brought bytes, the end, or an error; or it has ended and is to be queued again.
  void received(Client& client, const os::Completion& completion) {
    if (!completion.more) client.receiving = client.cancelling = false;
    if (completion.buffer) {
      const auto bytes = buffers_.filled(*completion.buffer, static_cast<std::size_t>(completion.result));
      os::trace_moved(client.fd.get(), "received", bytes.size());
      const bool goes_on = client.take(bytes, now_);
      buffers_.give_back(*completion.buffer);
      if (!goes_on) return remove(client);
      operations_.stop_receiving_if_full(client);
    } else if (completion.result != -ENOBUFS && completion.result != -ECANCELED) {
      client.held.end(completion.result < 0);
      os::trace_ended(client.fd.get());
    }
    go_on(client);
  }
  //! [received]

  void sent(Client& client, int result) {
    client.sending = false;
    const bool there_is_room = std::exchange(client.waits_for_room, false);
    if (client.phase != Phase::serving) return go_on(client);
    if (there_is_room) {
      client.readiness.writable = true;
    } else if (result >= 0) {
      os::trace_moved(client.fd.get(), "sent", static_cast<std::uint64_t>(result));
      try {
        client.conversation->output_sent(static_cast<std::size_t>(result), now_);
      } catch (const std::exception&) {
        return remove(client);  // no memory for what comes next: it ends this one and no other
      }
    } else if (result != -EINTR) {
      return remove(client);
    }
    go_on(client);
  }

  void go_on(Client& client) {
    if (client.phase == Phase::ending) {
      if (!client.in_flight()) clients_.remove(client);
    } else if (client.ready) {
      return;  // one that gave way has its turn soon: one a round
    } else if (!client.receiving && operations_.buffers_are_scarce()) {
      operations_.stood_back();
      clients_.give_way(client);
    } else {
      this->move(client);
    }
  }

  //! [uring-advance]
  /// Gives what is held, queues what is wanted; at most one operation a direction is in flight.
  Outcome advance(Client& client) {
    using seam::Want;
    for (Turn turn(turn_bytes_); !turn.is_over();) {
      client.give_held(now_);
      const Want want = client.conversation->want();
      if (want == Want::close || client.held.broken()) return Outcome::close;
      if (has(want, Want::work)) return Outcome::work;
      if (has(want, Want::input) || want == Want::none) operations_.receive(client);
      if (client.sending) return Outcome::blocked;  // the end comes after what is being sent
      if (want == Want::linger) return Outcome::linger;
      if (!has(want, Want::output)) return Outcome::blocked;
      const detail::Moved moved = operations_.send(client, turn);
      if (moved == detail::Moved::broken) return Outcome::close;
      if (moved == detail::Moved::no) return Outcome::blocked;
    }
    return Outcome::yield;
  }
  //! [uring-advance]

  /// Reads out one that lingers: what comes is dropped as it comes.
  Outcome discard(Client& client) {
    client.held.clear();
    operations_.receive(client);
    return client.held.ended() ? Outcome::close : Outcome::blocked;
  }

  //! [remove]
  /// Ends a connection. Its memory stays as long as the kernel has anything of it in flight.
  void remove(Client& client) {
    operations_.call_back(client);
    clients_.end(client);
    if (!client.in_flight()) clients_.remove(client);
  }
  //! [remove]

  void start(Client& client) { this->move(client); }
  void take_arrived(Client& client) { this->move(client); }

  /// What has arrived lies in the kernel until it lets the receives have it, some of them in each call. And a
  /// connection that it had accepted before it was told to stop may still be on its way.
  void all_arrived() {
    std::size_t rounds = clients_.size() / kReceivesACall + 1;
    while (wait(0) > 0 && rounds-- > 0) continue;
    while (accepting_) wait(-1);
  }

  void let_go() {
    listen_off();
    clients_.for_each([this](Client& client) { remove(client); });
    while (accepting_ || !clients_.empty()) wait(-1);
  }

  os::ReceiveBuffers buffers_;
  os::Uring ring_;  // after the buffers: it goes first
  UringOperations<Client> operations_{ring_};
  seam::TimePoint now_{};  // when the completions were seen that are being handled
  bool accepting_ = false;
  bool accept_unwanted_ = false;  // it is to be called back
  bool mail_watched_ = false;
};

}  // namespace ladder::drive
