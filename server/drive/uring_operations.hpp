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
  /// A receive has found no buffer. One that goes on takes up to 32 at a time (Linux: MULTISHOT_MAX_RETRY):
  /// of a thousand who send, eight have all, and the others wait for half a second. So until all have had
  /// theirs, a receive is for one buffer, and whoever has had it stands behind the others.
  void buffer_was_missing() { missing_ = true; }
  /// True while that is so.
  bool buffers_are_scarce() const { return scarce_ || missing_; }
  /// Another round. `some_wait`: for their turn, perhaps for a buffer.
  void begin_round(bool some_wait) { scarce_ = std::exchange(missing_, false) || (scarce_ && some_wait); }
  //! [scarce]

  /// Calls the receive back if enough is held. If that cannot be queued now, the next bytes try it again.
  void stop_receiving_if_full(Client& client) noexcept try {
    if (holds_enough(client)) stop_receiving(client);
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
  bool missed_ = false;
  bool missing_ = false;  // a buffer, in this round
  bool scarce_ = false;
};

}  // namespace ladder::drive
