/// \file
/// What UringLoop queues for one connection: at most one operation a direction. Opened in stage 11.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <utility>

#include "drive/advance.hpp"
#include "drive/uring_tag.hpp"
#include "os/uring.hpp"
#include "seam/conversation.hpp"

namespace ladder::drive {

/// The operations of the connections of one loop; its thread only. `Client` is a UringConnection.
template <class Client>
class UringOperations {
 public:
  /// With so much held for a conversation that does not want it, no more is received.
  static constexpr std::size_t kHeldEnough = std::size_t{4} * 1'024;

  /// `ring` outlives this.
  explicit UringOperations(os::Uring& ring) : ring_(ring) {}

  /// Sees to it that input comes, unless it has ended or enough is held. It is received also where nothing is
  /// wanted (a job runs): so a reset is heard of.
  void receive(Client& client) {
    if (client.receiving || client.held.ended() || holds_enough(client)) return;
    if (buffers_are_scarce()) {
      ring_.receive_one(client.fd.get(), uring_tag(client, UringOp::receive));
    } else {
      ring_.receive_many(client.fd.get(), uring_tag(client, UringOp::receive));
    }
    client.receiving = true;
  }

  //! [scarce]
  /// What a receive that goes on takes at a time (Linux: MULTISHOT_MAX_RETRY; older ones have no bound).
  static constexpr std::size_t kGreed = 32;

  /// A receive has found no buffer. Those that go on take up to kGreed at a time, so of a thousand who send a
  /// few would have all, and the rest nothing. Now a receive is for one buffer, and whoever has had it stands
  /// behind the others, until so few come in a round that there is enough for each.
  void out_of_buffers() { out_of_buffers_ = true; }
  /// True while that is so.
  bool buffers_are_scarce() const { return scarce_ || out_of_buffers_; }
  /// One more who has had a buffer, or has found none, stands behind the others now.
  void stood_back() { ++stood_back_; }
  /// Another round, of a loop with so many buffers in all.
  void begin_round(std::size_t buffers) {
    scarce_ = out_of_buffers_ || stood_back_ > buffers / kGreed;
    out_of_buffers_ = false;
    stood_back_ = 0;
  }
  //! [scarce]

  /// Calls a receive that goes on back if enough is held, or if others find no buffer. If that cannot be
  /// queued now, the next bytes try it again.
  void stop_receiving_if_full(Client& client) noexcept try {
    if (holds_enough(client) || buffers_are_scarce()) stop_receiving(client);
  } catch (const std::exception&) {
  }

  /// Memory is sent by the ring. A file is sent by sendfile(2), here and now: io_uring has only splice(2),
  /// which it runs on threads of its own. `no`: something is in flight now.
  detail::Moved send(Client& client, Turn& turn) {
    const seam::Output out = client.conversation->output();
    const std::uint64_t when_sent = uring_tag(client, UringOp::send);
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

  //! [call-back]
  /// Calls back whatever is in flight, once. What cannot be queued now is to be called back anew, see
  /// take_missed().
  void call_back(Client& client) noexcept try {
    stop_receiving(client);
    if (client.sending && !client.send_called_back) ring_.cancel(uring_tag(client, UringOp::send));
    client.send_called_back = client.sending;
  } catch (const std::exception&) {
    missed_ = true;
  }
  //! [call-back]
  /// True if a call_back() since it was last asked could not queue all.
  bool take_missed() { return std::exchange(missed_, false); }
  /// True if something could not be queued, and is to be queued in the next round.
  bool missed() const { return missed_; }

 private:
  static bool holds_enough(const Client& client) { return client.held.bytes().size() >= kHeldEnough; }
  void stop_receiving(Client& client) {
    if (client.receiving && !client.cancelling) ring_.cancel(uring_tag(client, UringOp::receive));
    client.cancelling = client.receiving;
  }

  os::Uring& ring_;
  bool missed_ = false;  // a call_back()
  bool out_of_buffers_ = false;
  bool scarce_ = false;
  std::size_t stood_back_ = 0;  // in this round
};

}  // namespace ladder::drive
