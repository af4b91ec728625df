/// \file
/// UringConnection: what UringLoop knows of a connection beside the rest: what is in flight for it, and what
/// has come for its conversation. Opened in stage 11.
#pragma once

#include <algorithm>
#include <cstring>
#include <exception>
#include <span>

#include "drive/connection.hpp"
#include "drive/held_input.hpp"
#include "seam/conversation.hpp"

namespace ladder::drive {

/// One thread. Bytes come when they come, not when the conversation wants them: what it does not want is
/// held.
template <seam::Conversation C>
struct UringConnection : Connection<C> {
  HeldInput held;
  bool receiving = false;         ///< a receive is in flight, for one buffer or for many
  bool cancelling = false;        ///< that receive is being called back
  bool send_called_back = false;  ///< and so is the send
  bool sending = false;           ///< a send is in flight, or a wait for room to send into
  bool waits_for_room = false;    ///< which of the two

  /// True while the kernel may still read or write memory of this connection: until then it must stay.
  bool in_flight() const { return receiving || sending; }

  //! [take]
  /// Bytes have come. They are the conversation's, or held for it. False if it must end: there is no memory.
  bool take(std::span<const std::byte> bytes, seam::TimePoint now) {
    if (!this->in_conversation() || held.ended()) return true;  // nobody wants them any more
    try {
      if (held.empty()) bytes = give(bytes, now);
      if (!bytes.empty()) held.put(bytes);
      return true;
    } catch (const std::exception&) {
      held.end(true);  // a stream with a hole is none
      return false;
    }
  }
  //! [take]

  /// Gives what is held as far as it is wanted, and then the end.
  void give_held(seam::TimePoint now) {
    if (!held.empty()) {
      const std::span<const std::byte> bytes = held.bytes();
      held.take(bytes.size() - give(bytes, now).size());
    }
    if (held.empty() && !held.broken() && has(this->conversation->want(), seam::Want::input) &&
        held.take_end())
      this->conversation->input_received(0, now);
  }

 private:
  //! [give]
  /// What the conversation does not want of `bytes`.
  std::span<const std::byte> give(std::span<const std::byte> bytes, seam::TimePoint now) {
    C& taker = *this->conversation;
    while (!bytes.empty() && has(taker.want(), seam::Want::input)) {
      const std::span<std::byte> space = taker.input_space();
      const std::size_t count = std::min(space.size(), bytes.size());
      std::memcpy(space.data(), bytes.data(), count);
      taker.input_received(count, now);
      bytes = bytes.subspan(count);
    }
    return bytes;
  }
  //! [give]
};

}  // namespace ladder::drive
