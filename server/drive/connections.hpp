/// \file
/// Connections: the table of what one loop holds. It owns the connections, counts those that linger, keeps
/// the list of those that gave way, and gives their places back to Admission. Opened in stage 09.
///
/// Life of a connection: serving -> (working -> serving)* -> lingering -> (ending ->) gone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "drive/admission.hpp"
#include "drive/advance.hpp"
#include "drive/deadlines.hpp"
#include "drive/lingering_close.hpp"
#include "drive/turnover.hpp"
#include "os/fd.hpp"
#include "seam/conversation.hpp"

namespace ladder::drive {

/// What a connection is doing.
enum class Phase : std::uint8_t {
  serving,    ///< its conversation goes on
  working,    ///< a job of its runs on the thread pool; nothing else happens until it is done
  lingering,  ///< the conversation is over, its peer is being read out
  ending      ///< over; but the kernel may still read or write memory of it (io_uring)
};

//! [connection]
/// One connection and all that its loop knows of it.
template <seam::Conversation C>
struct Connection : DeadlineHook {
  os::Fd fd;
  Phase phase = Phase::serving;
  bool admitted = false;  ///< holds a place with Admission
  bool ready = false;     ///< stands in the list of those that gave way
  Readiness readiness;
  std::uint32_t index = 0;  ///< its place in the table
  std::optional<C> conversation;
  seam::TimePoint linger_until{};

  /// False: it is over, though its peer or the kernel may not know it yet.
  bool in_conversation() const { return phase == Phase::serving || phase == Phase::working; }
  /// The moment to look at it again: its conversation's, or the end of the lingering. Not once it is ending.
  seam::TimePoint deadline() const {
    return phase == Phase::lingering ? linger_until : conversation->deadline();
  }
};
//! [connection]

/// The table of one loop; used by its thread only. `Client` is a Connection<C>, or has more.
template <seam::Conversation C, class Client = Connection<C>>
class Connections {
 public:
  /// An empty table for loop number `worker`. `admission` outlives it.
  Connections(Admission& admission, std::size_t worker) : admission_(admission), worker_(worker) {}

  /// True if it holds no connection in any phase.
  bool empty() const { return all_.empty(); }
  /// Connections in all phases, those that linger included.
  std::size_t size() const { return all_.size(); }
  /// By index, below size(). An index is good until the next remove(); the reference until its own.
  Client& operator[](std::size_t index) { return *all_[index]; }

  /// A connection without a conversation yet.
  Client& add(os::Fd fd) {
    auto owned = std::make_unique<Client>();
    Client& connection = *owned;
    connection.fd = std::move(fd);
    connection.index = static_cast<std::uint32_t>(all_.size());
    all_.push_back(std::move(owned));
    return connection;
  }

  /// It holds a place with Admission from now on.
  void admit(Client& connection) {
    connection.admitted = true;
    turnover_.came();
  }
  /// Whether those that come are soon gone again.
  const Turnover& turnover() const { return turnover_; }

  /// Closes a connection. The last one of the table takes its index.
  void remove(Client& connection) {
    end(connection);
    const std::uint32_t index = connection.index;
    std::swap(all_[index], all_.back());
    all_[index]->index = index;
    all_.pop_back();
  }

  /// Ends a connection that cannot be closed yet: nothing more happens to it until remove().
  void end(Client& connection) {
    give_place_back(connection);
    if (connection.phase == Phase::lingering) --lingering_;
    if (std::exchange(connection.ready, false)) std::erase(gave_way_, &connection);
    connection.phase = Phase::ending;
  }

  /// Closes all.
  void clear() {
    while (!empty()) remove(*all_.back());
  }

  /// Ends the conversation, half-closes and begins to linger. False if too many linger already.
  bool start_lingering(Client& connection, seam::TimePoint now) {
    if (lingering_ >= LingeringClose::kMaxLingering) return false;
    ++lingering_;
    connection.phase = Phase::lingering;
    connection.linger_until = now + kLingerTime;
    connection.conversation.reset();
    give_place_back(connection);
    return true;
  }

  /// Puts a connection at the end of those that gave way to others.
  void give_way(Client& connection) {
    if (!std::exchange(connection.ready, true)) gave_way_.push_back(&connection);
  }
  /// True if somebody waits for a turn: then the loop must not wait for events.
  bool any_gave_way() const { return !gave_way_.empty(); }
  /// Calls `turn` for each that has given way so far. `turn` may remove the connection it is given.
  template <class Turn>
  //! [take-turns]
  void take_turns(Turn&& turn) {
    having_turns_.swap(gave_way_);
    for (Client* connection : having_turns_) connection->ready = false;
    for (Client* connection : having_turns_) turn(*connection);
    having_turns_.clear();
  }
  //! [take-turns]

  /// True if a place has become free since it was last asked.
  bool take_room_opened() { return std::exchange(room_opened_, false); }

 private:
  void give_place_back(Client& connection) {
    if (!std::exchange(connection.admitted, false)) return;
    admission_.leave(worker_);
    turnover_.went();
    room_opened_ = true;
  }

  Admission& admission_;
  const std::size_t worker_;
  std::vector<std::unique_ptr<Client>> all_;
  std::vector<Client*> gave_way_;
  std::vector<Client*> having_turns_;
  Turnover turnover_;
  std::size_t lingering_ = 0;
  bool room_opened_ = false;
};

}  // namespace ladder::drive
