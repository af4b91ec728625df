/// \file
/// UringLoop: the event loop over io_uring. It does not ask what is ready and then move the bytes; it queues
/// receives and sends, and hands all of one round to the kernel in a single call, which also brings what has
/// completed. The conversations, and all that LoopBase does, are those of EpollLoop. Built only with
/// liburing. Opened in stage 11.
///
/// The law of memory: a connection stays where it is until every operation of its has completed, so no
/// completion ever finds a stranger at its address, and what a send reads stays valid. remove() calls the
/// operations back, and the last completion closes.
#pragma once

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <utility>

#include "drive/advance.hpp"
#include "drive/held_input.hpp"
#include "drive/loop_base.hpp"
#include "os/receive_buffers.hpp"
#include "os/uring.hpp"

namespace ladder::drive {

/// A connection, what is in flight for it, and what has come ahead of its time.
template <seam::Conversation C>
struct UringConnection : Connection<C> {
  HeldInput held;
  bool receiving = false;       ///< a receive is in flight, and goes on until it is cancelled
  bool cancelling = false;      ///< that receive is being called back
  bool sending = false;         ///< a send is in flight, or a wait for room to send into
  bool waits_for_room = false;  ///< which of both
};

/// One event loop. run() and everything else is called on one thread; mailbox() may be used by others.
template <Service S>
class UringLoop : public LoopBase<UringLoop<S>, S, UringConnection<typename S::Conversation>> {
  using Base = LoopBase<UringLoop<S>, S, UringConnection<typename S::Conversation>>;
  using Base::clients_, Base::mailbox_, Base::reception_, Base::shared_;

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
    ring_.wait_readable(shared_.stop.drain_fd(), tag(Op::drain));
    ring_.wait_readable(shared_.stop.abandon_fd(), tag(Op::abandon));
    ring_.watch_readable(mailbox_.fd(), tag(Op::mail));
    if (reception_.accepts()) listen_on();
    Base::run();
  }

 private:
  friend Base;
  /// Operations queued before they are handed in early.
  static constexpr unsigned kEntries = 1'024;
  /// The kernel fills at most a few dozen before the loop looks again and gives them back.
  static constexpr std::uint16_t kBuffers = 256;
  static constexpr std::size_t kBufferBytes = 4 * 1'024;
  /// With so much held for a conversation that does not want it, its receive is called back.
  static constexpr std::size_t kHeldEnough = kBufferBytes;
  /// Connections that the kernel lets receive in one call, at least (Linux 6.13: IO_LOCAL_TW_DEFAULT_MAX).
  static constexpr std::size_t kReceivesACall = 16;

  /// What has completed. It stands in the low bits of a tag, which connections leave free.
  enum class Op : std::uint64_t { cancel, receive, send, accept, mail, drain, abandon };
  static constexpr std::uint64_t kOpMask = 7;
  static_assert(alignof(Client) > kOpMask);

  static std::uint64_t tag(Op op) { return static_cast<std::uint64_t>(op); }
  static std::uint64_t tag(const Client& client, Op op) {
    return reinterpret_cast<std::uintptr_t>(&client) | tag(op);
  }

  std::size_t wait(int timeout_ms) {
    ring_.submit_and_wait(timeout_ms);
    now_ = this->woke_up();
    return ring_.reap([this](const os::Completion& completion) { handle(completion); });
  }

  void handle(const os::Completion& completion) {
    auto& client = *reinterpret_cast<Client*>(completion.tag & ~kOpMask);
    switch (static_cast<Op>(completion.tag & kOpMask)) {
      case Op::receive:
        return received(client, completion);
      case Op::send:
        return sent(client, completion.result);
      case Op::accept:
        return accepted(completion);
      case Op::mail:
        this->mail_came_ = true;
        if (!completion.more) ring_.watch_readable(mailbox_.fd(), tag(Op::mail));
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
    if (!std::exchange(accepting_, true)) ring_.accept_many(shared_.listener_fd, tag(Op::accept));
  }
  void listen_off() {
    if (accepting_) ring_.cancel(tag(Op::accept));
  }

  void accepted(const os::Completion& completion) {
    if (!completion.more) accepting_ = false;
    os::Accepted one = os::accepted_by_kernel(completion.result);
    if (this->abandoned_) return;
    if (one.error_number != 0) return this->rest_from_accepting();
    if (one.fd) reception_.place(std::move(one));
    // Cancelled, or nobody listens any more: that is meant. All else only interrupts.
    const bool over = completion.result == -ECANCELED || completion.result == -EINVAL;
    if (!completion.more && !over) listen_on();
  }

  void start(Client& client) { this->move(client); }

  void received(Client& client, const os::Completion& completion) {
    if (!completion.more) client.receiving = client.cancelling = false;
    if (completion.buffer) {
      const bool taken = take_or_close(
          client, buffers_.filled(*completion.buffer, static_cast<std::size_t>(completion.result)));
      buffers_.give_back(*completion.buffer);
      if (!taken) return remove(client);
    } else if (completion.result != -ENOBUFS && completion.result != -ECANCELED) {
      client.held.end(completion.result < 0);
    }
    go_on(client);
  }

  /// False: there is no memory for these bytes.
  bool take_or_close(Client& client, std::span<const std::byte> bytes) {
    if (!client.in_conversation()) return true;  // nobody wants them any more
    try {
      if (client.phase == Phase::serving && client.held.empty()) bytes = give(client, bytes);
      if (bytes.empty()) return true;
      client.held.put(bytes);
    } catch (const std::exception&) {
      return false;
    }
    if (client.held.bytes().size() >= kHeldEnough && client.receiving &&
        !std::exchange(client.cancelling, true))
      ring_.cancel(tag(client, Op::receive));
    return true;
  }

  /// Gives the conversation as much as it wants. What it does not want.
  std::span<const std::byte> give(Client& client, std::span<const std::byte> bytes) {
    auto& conversation = *client.conversation;
    while (!bytes.empty() && has(conversation.want(), seam::Want::input)) {
      const std::span<std::byte> space = conversation.input_space();
      const std::size_t count = std::min(space.size(), bytes.size());
      std::memcpy(space.data(), bytes.data(), count);
      conversation.input_received(count, now_);
      bytes = bytes.subspan(count);
    }
    return bytes;
  }

  void sent(Client& client, int result) {
    client.sending = false;
    const bool had_to_wait = std::exchange(client.waits_for_room, false);
    if (client.phase == Phase::serving) {
      if (had_to_wait) {
        client.readiness.writable = true;
      } else if (result >= 0) {
        client.conversation->output_sent(static_cast<std::size_t>(result), now_);
      } else if (result != -EINTR && result != -EAGAIN) {
        return remove(client);
      }
    }
    go_on(client);
  }

  void go_on(Client& client) {
    if (client.phase != Phase::ending) {
      this->move(client);
    } else if (!client.receiving && !client.sending) {
      clients_.remove(client);
    }
  }

  /// Gives what is held, starts what is wanted and possible; at most one operation a direction is in flight.
  Pause advance(Client& client) {
    using seam::Want;
    auto& conversation = *client.conversation;
    for (int turn = 0; turn < kTurnLength; ++turn) {
      give_held(client);
      const Want want = conversation.want();
      if (want == Want::close) return Pause::close;
      if (has(want, Want::input) && !receive(client)) return Pause::close;
      if (client.sending) return Pause::blocked;  // whatever else is wanted comes behind what is being sent
      if (want == Want::work) return Pause::work;
      if (want == Want::linger) return Pause::linger;
      if (!has(want, Want::output)) return Pause::blocked;
      const detail::Moved moved = send(client);
      if (moved == detail::Moved::broken) return Pause::close;
      if (moved == detail::Moved::no) return Pause::blocked;
    }
    return Pause::yield;
  }

  void give_held(Client& client) {
    if (!client.held.empty()) {
      const std::span<const std::byte> bytes = client.held.bytes();
      client.held.take(bytes.size() - give(client, bytes).size());
    }
    if (client.held.empty() && !client.held.broken() && has(client.conversation->want(), seam::Want::input) &&
        client.held.take_end())
      client.conversation->input_received(0, now_);
  }

  /// Sees to it that input comes. False if none can: the connection is broken.
  bool receive(Client& client) {
    if (client.held.ended()) return !client.held.broken();
    if (!std::exchange(client.receiving, true)) ring_.receive_many(client.fd.get(), tag(client, Op::receive));
    return true;
  }

  /// Memory is sent by the ring; a file by sendfile, here and now, which io_uring does not have: its splice
  /// runs on other threads. `no`: something is in flight.
  detail::Moved send(Client& client) {
    const seam::Output out = client.conversation->output();
    const std::uint64_t when_sent = tag(client, Op::send);
    if (out.file.length_bytes > 0 || kAtOnce) {
      const detail::Moved moved = detail::send(client.fd.get(), *client.conversation, client.readiness);
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
    if (client.held.ended()) return Pause::close;
    (void)receive(client);
    return Pause::blocked;
  }

  void remove(Client& client) {
    if (client.receiving && !std::exchange(client.cancelling, true)) ring_.cancel(tag(client, Op::receive));
    if (client.sending) ring_.cancel(tag(client, Op::send));
    clients_.end(client);
    if (!client.receiving && !client.sending) clients_.remove(client);
  }

  void take_arrived(Client& client) { this->move(client); }

  /// What has arrived lies in the kernel until it lets the receives have it, some of them in each call. And a
  /// connection that it accepted before it was told to stop is still on its way.
  void all_arrived() {
    std::size_t rounds = clients_.size() / kReceivesACall + 1;
    while (wait(0) > 0 && rounds-- > 0) continue;
    while (accepting_) wait(-1);
  }

  void let_go() {
    listen_off();
    for (std::size_t i = clients_.size(); i-- > 0;) remove(clients_[i]);
    while (accepting_ || !clients_.empty()) wait(-1);
  }

  os::ReceiveBuffers buffers_;
  os::Uring ring_;         // after the buffers: it goes first
  seam::TimePoint now_{};  // when the completions that are being handled were seen
  bool accepting_ = false;
  const bool kAtOnce = std::getenv("AT_ONCE") != nullptr;
};

}  // namespace ladder::drive
