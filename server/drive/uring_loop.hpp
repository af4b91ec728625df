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
#include "drive/uring_tag.hpp"
#include "os/receive_buffers.hpp"
#include "os/uring.hpp"

namespace ladder::drive {

/// One event loop. run() and everything else is called on one thread; mail() may be used by others.
template <Service S>
class UringLoop : public LoopBase<UringLoop<S>, S, UringConnection<typename S::Conversation>> {
  using Base = LoopBase<UringLoop<S>, S, UringConnection<typename S::Conversation>>;
  using Base::clients_, Base::mail_, Base::reception_, Base::shared_;

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
    ring_.watch_readable(mail_->fd(), uring_tag(Op::mail));
    if (reception_.accepts()) listen_on();
    Base::run();
  }

  /// Buffers that all connections receive into, and how large one is. The kernel fills some dozens before
  /// they are given back; should it run out, the receives are queued once more.
  static constexpr std::uint16_t kBuffers = 256;
  static constexpr std::size_t kBufferBytes = 4 * 1'024;
  /// With so much held for a conversation that does not want it, its receive is called back.
  static constexpr std::size_t kHeldEnough = kBufferBytes;

 private:
  friend Base;
  /// Operations queued before they are handed in early.
  static constexpr unsigned kEntries = 1'024;
  /// Connections that one call lets receive, at least (Linux 6.13: IO_LOCAL_TW_DEFAULT_MAX, 20).
  static constexpr std::size_t kReceivesACall = 16;

  using Op = UringOp;

  //! [completions]
  /// Everything queued since the last call goes in, everything completed comes out. How much.
  std::size_t wait(int timeout_ms) {
    ring_.submit_and_wait(timeout_ms);
    now_ = seam::Clock::now();
    return ring_.reap([this](const os::Completion& completion) { handle(completion); });
  }
  //! [completions]

  void handle(const os::Completion& completion) {
    auto* const client = uring_client_of<Client>(completion.tag);
    switch (uring_op_of(completion.tag)) {
      case Op::receive:
        return received(*client, completion);
      case Op::send:
        return sent(*client, completion.result);
      case Op::accept:
        return accepted(completion);
      case Op::mail:
        this->mail_came_ = true;
        if (!completion.more) ring_.watch_readable(mail_->fd(), uring_tag(Op::mail));
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
  }
  void listen_off() {
    if (accepting_) ring_.cancel(uring_tag(Op::accept));
  }

  void accepted(const os::Completion& completion) {
    if (!completion.more) accepting_ = false;
    os::Accepted one = os::accepted_by_kernel(completion.result);
    if (this->abandoned_) return;
    if (one.error_number != 0) return this->rest_from_accepting(one.error_number);
    if (one.fd) reception_.place(std::move(one));
    const bool meant = completion.result == -ECANCELED || completion.result == -EINVAL;  // nobody listens
    if (!completion.more && !meant) listen_on();
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
      if (client.held.bytes().size() >= kHeldEnough) stop_receiving(client);
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
    if (client.phase != Phase::ending) {
      if (!client.ready) this->move(client);  // one that gave way has its turn soon: one a round
      return;
    }
    if (!client.in_flight()) clients_.remove(client);
  }

  //! [uring-advance]
  /// Gives what is held, queues what is wanted; at most one operation a direction is in flight.
  Pause advance(Client& client) {
    using seam::Want;
    for (Turn turn; !turn.is_over();) {
      client.give_held(now_);
      const Want want = client.conversation->want();
      if (want == Want::close || client.held.broken()) return Pause::close;
      if (has(want, Want::work)) return Pause::work;
      if (has(want, Want::input) || want == Want::none) receive(client);
      if (client.sending) return Pause::blocked;  // the end comes after what is being sent
      if (want == Want::linger) return Pause::linger;
      if (!has(want, Want::output)) return Pause::blocked;
      const detail::Moved moved = send(client, turn);
      if (moved == detail::Moved::broken) return Pause::close;
      if (moved == detail::Moved::no) return Pause::blocked;
    }
    return Pause::yield;
  }
  //! [uring-advance]

  /// Sees to it that input comes, unless it has ended or enough is held. It is received also where nothing is
  /// wanted (a job runs): so a reset is heard of.
  void receive(Client& client) {
    if (client.receiving || client.held.ended() || client.held.bytes().size() >= kHeldEnough) return;
    ring_.receive_many(client.fd.get(), uring_tag(client, Op::receive));
    client.receiving = true;
  }
  void stop_receiving(Client& client) {
    if (client.receiving && !client.cancelling) ring_.cancel(uring_tag(client, Op::receive));
    client.cancelling = client.receiving;
  }

  /// Memory is sent by the ring. A file is sent by sendfile(2), here and now: io_uring has only splice(2),
  /// which it runs on threads of its own. `no`: something is in flight now.
  detail::Moved send(Client& client, Turn& turn) {
    const seam::Output out = client.conversation->output();
    const std::uint64_t when_sent = uring_tag(client, Op::send);
    if (out.file.length_bytes > 0) {
      const detail::Moved moved = detail::send(client.fd.get(), *client.conversation, client.readiness, turn);
      if (moved != detail::Moved::no) return moved;
      ring_.wait_writable(client.fd.get(), when_sent);
      client.waits_for_room = true;
    } else if (out.memory[1].empty()) {
      ring_.send(client.fd.get(), out.memory[0], when_sent);
    } else {
      ring_.send(client.fd.get(), out.memory, when_sent);
    }
    client.sending = true;
    return detail::Moved::no;
  }

  /// Reads out one that lingers: what comes is dropped as it comes.
  Pause discard(Client& client) {
    client.held.clear();
    receive(client);
    return client.held.ended() ? Pause::close : Pause::blocked;
  }

  //! [remove]
  /// Ends a connection. Its memory stays as long as the kernel has anything of it in flight.
  void remove(Client& client) {
    stop_receiving(client);
    if (client.sending) ring_.cancel(uring_tag(client, Op::send));
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
  os::Uring ring_;         // after the buffers: it goes first
  seam::TimePoint now_{};  // when the completions were seen that are being handled
  bool accepting_ = false;
};

}  // namespace ladder::drive
