/// \file
/// Connections: the table of what one loop holds. It owns the connections, counts those that linger, keeps
/// the list of those that gave way, and gives their places back to Admission. Opened in stage 09.
///
/// Life of a connection: serving -> (working -> serving)* -> lingering -> (ending ->) gone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
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
#include "os/socket.hpp"
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
  bool admitted = false;                                   ///< holds a place with Admission
  ClientCounts::Place client = ClientCounts::kNotCounted;  ///< and one of its peer's
  bool ready = false;                                      ///< stands in the list of those that gave way
  Readiness readiness;
  std::uint32_t index = 0;  ///< its place in the table
  std::optional<C> conversation;
  seam::TimePoint linger_until{};
  bool lingers = false;         ///< stands in the list of those that linger
  Connection* older = nullptr;  ///< its neighbours there
  Connection* newer = nullptr;

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

  /// A connection without a conversation yet. Null, and `fd` is closed, if there is no memory for it.
  Client* add(os::Fd fd) noexcept try {
    auto owned = std::make_unique<Client>();
    Client& connection = *owned;
    connection.fd = std::move(fd);
    connection.index = static_cast<std::uint32_t>(all_.size());
    // Whoever is in this table may stand in each of these lists: entering them later allocates nothing.
    gave_way_.reserve(grown(gave_way_.capacity()));
    having_turns_.reserve(grown(having_turns_.capacity()));
    all_.push_back(std::move(owned));
    return &connection;
  } catch (const std::exception&) {
    return nullptr;
  }

  /// A place was reserved for a connection that could not be added.
  void give_back_place() {
    admission_.leave(worker_);
    room_opened_ = true;
  }

  /// It holds a place with Admission from now on, and one of its peer's.
  void admit(Client& connection, ClientCounts::Place client) {
    connection.admitted = true;
    connection.client = client;
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
    forget_lingering(connection);
    if (std::exchange(connection.ready, false)) std::erase(gave_way_, &connection);
    connection.phase = Phase::ending;
  }

  /// Closes all.
  void clear() {
    while (!empty()) remove(*all_.back());
  }

  //! [start-lingering]
  /// Ends the conversation and begins to linger. If too many do, the one that has lingered longest gives way:
  /// it has had the most time to read our last words. It is shut down, which its loop hears of like of any
  /// end: it may stand in a batch of events or turns, so it is not closed from here.
  void start_lingering(Client& connection, seam::TimePoint now) {
    connection.phase = Phase::lingering;
    connection.linger_until = now + kLingerTime;
    connection.conversation.reset();
    give_place_back(connection);
    connection.lingers = true;
    connection.older = newest_;
    if (newest_ != nullptr) newest_->newer = &connection;
    if (oldest_ == nullptr) oldest_ = &connection;
    newest_ = &connection;
    if (++lingering_ <= LingeringClose::kMaxLingering) return;
    os::shutdown_both(oldest_->fd.get());
    forget_lingering(*oldest_);
  }
  //! [start-lingering]

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
  /// Room for one more than all, by doubling.
  std::size_t grown(std::size_t capacity) const {
    return capacity > all_.size() ? capacity : 2 * (all_.size() + 1);
  }

  /// Takes it out of the list of those that linger.
  void forget_lingering(Client& connection) {
    if (!std::exchange(connection.lingers, false)) return;
    --lingering_;
    auto* const older = static_cast<Client*>(std::exchange(connection.older, nullptr));
    auto* const newer = static_cast<Client*>(std::exchange(connection.newer, nullptr));
    if (older != nullptr) older->newer = newer;
    if (newer != nullptr) newer->older = older;
    if (oldest_ == &connection) oldest_ = newer;
    if (newest_ == &connection) newest_ = older;
  }

  void give_place_back(Client& connection) {
    if (!std::exchange(connection.admitted, false)) return;
    admission_.leave(worker_);
    admission_.clients().leave(connection.client);
    turnover_.went();
    room_opened_ = true;
  }

  Admission& admission_;
  const std::size_t worker_;
  std::vector<std::unique_ptr<Client>> all_;
  std::vector<Client*> gave_way_;
  std::vector<Client*> having_turns_;
  Turnover turnover_;
  Client* oldest_ = nullptr;  // of those that linger; they hold each other's addresses
  Client* newest_ = nullptr;
  std::size_t lingering_ = 0;
  bool room_opened_ = false;
};

}  // namespace ladder::drive
