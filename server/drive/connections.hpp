/// \file
/// Connections: the table of what one loop holds. It owns the connections, counts those that linger, keeps
/// the list of those that gave way, and gives their places back to Admission. Opened in stage 09.
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "drive/admission.hpp"
#include "drive/connection.hpp"
#include "drive/lingering_close.hpp"
#include "drive/loop_mail.hpp"
#include "drive/turnover.hpp"
#include "os/fd.hpp"
#include "os/socket.hpp"
#include "seam/conversation.hpp"
#include "seam/waker.hpp"

namespace ladder::drive {

/// The table of one loop; used by its thread only. `Client` is a Connection<C>, or has more.
template <seam::Conversation C, class Client = Connection<C>>
class Connections {
 public:
  /// An empty table for loop number `worker`, whose mail is `mail`. `admission` outlives it.
  Connections(Admission& admission, std::size_t worker, std::shared_ptr<LoopMail> mail)
      : admission_(admission), worker_(worker), mail_(std::move(mail)) {}

  /// True if it holds no connection in any phase.
  bool empty() const { return size_ == 0; }
  /// Connections in all phases, those that linger included.
  std::size_t size() const { return size_; }
  /// Calls `visit` for each. `visit` may remove the connection it is given, and may add none.
  template <class Visit>
  void for_each(Visit&& visit) {
    for (Slot& slot : slots_)
      if (slot.client != nullptr) visit(*slot.client);
  }

  //! [slots]
  /// What others may keep of a connection in place of its address.
  SlotId id_of(const Client& client) const { return {client.index, slots_[client.index].generation}; }
  /// Whom an id names; null if that connection is gone, whoever has its place now.
  Client* find(SlotId id) const {
    const Slot& slot = slots_[id.index];
    return slot.generation == id.generation ? slot.client.get() : nullptr;
  }
  /// Wakes that connection, from any thread.
  seam::Waker waker_of(const Client& client) const {
    return {mail_, client.index, slots_[client.index].generation};
  }
  //! [slots]

  /// A connection without a conversation yet. Null, and `fd` is closed, if there is no memory for it.
  Client* add(os::Fd fd) noexcept try {
    if (free_.empty()) make_slots();
    auto owned = std::make_unique<Client>();
    owned->fd = std::move(fd);
    owned->index = free_.back();
    free_.pop_back();
    ++size_;
    return (slots_[owned->index].client = std::move(owned)).get();
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

  //! [work-ended]
  /// A job of this connection runs from now on. Until work_ended() it keeps its place and its peer's, though
  /// it ends: so no more jobs wait than there are places, whoever leaves.
  void work_begun(Client& connection) { connection.working = true; }
  /// The job of that connection has been run: if it is over, its places are free.
  void work_ended(SlotId id) {
    Slot& slot = slots_[id.index];
    if (slot.generation != id.generation) return;
    if (slot.client != nullptr) {
      slot.client->working = false;
      if (!slot.client->in_conversation()) give_place_back(*slot.client);
      return;
    }
    give_place_back(slot.kept);
    set_free(id.index);
  }
  //! [work-ended]

  /// Closes a connection. Its place is free for another generation, at once or when its job has run.
  void remove(Client& connection) {
    end(connection);
    Slot& slot = slots_[connection.index];
    slot.kept = connection.client;
    if (!connection.working) set_free(connection.index);
    --size_;
    slot.client.reset();
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
    for_each([this](Client& connection) { remove(connection); });
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
  /// How many of them the next take_turns() is for.
  std::size_t turns_next() const { return std::min(gave_way_.size(), kTurnsARound); }
  /// Calls `turn` for those that have waited longest. `turn` may remove the connection it is given.
  template <class Turn>
  //! [take-turns]
  void take_turns(Turn&& turn) {
    const auto end = gave_way_.begin() + static_cast<std::ptrdiff_t>(turns_next());
    having_turns_.assign(gave_way_.begin(), end);
    gave_way_.erase(gave_way_.begin(), end);
    for (Client* connection : having_turns_) connection->ready = false;
    for (Client* connection : having_turns_) turn(*connection);
    having_turns_.clear();
  }
  //! [take-turns]

  /// True if a place has become free since it was last asked.
  bool take_room_opened() { return std::exchange(room_opened_, false); }

 private:
  /// A round is bounded: who comes new waits behind so many turns, however many wait for theirs.
  static constexpr std::size_t kTurnsARound = 128;

  struct Slot {
    std::unique_ptr<Client> client;  // null: free, or a job of who was here still runs
    std::uint32_t generation = 0;
    ClientCounts::Place kept = ClientCounts::kNotCounted;  // its peer's, until that job has run
  };
  void set_free(std::uint32_t index) {
    ++slots_[index].generation;
    free_.push_back(index);
  }

  /// Twice as many places. Whoever has one may be free, stand in each of the lists, or have news: nothing of
  /// that allocates later.
  void make_slots() {
    const std::size_t before = slots_.size();
    const std::size_t slots = std::max(kFirstSlots, 2 * before);
    mail_->reserve(slots);
    gave_way_.reserve(slots);
    having_turns_.reserve(slots);
    free_.reserve(slots);
    slots_.resize(slots);
    for (std::size_t index = slots; index-- > before;) free_.push_back(static_cast<std::uint32_t>(index));
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
    if (connection.working || !std::exchange(connection.admitted, false)) return;
    give_place_back(connection.client);
  }
  void give_place_back(ClientCounts::Place client) {
    admission_.leave(worker_);
    admission_.clients().leave(client);
    turnover_.went();
    room_opened_ = true;
  }

  static constexpr std::size_t kFirstSlots = 16;

  Admission& admission_;
  const std::size_t worker_;
  const std::shared_ptr<LoopMail> mail_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;  // the last to become free is the first to be used: it is in the cache
  std::size_t size_ = 0;
  std::vector<Client*> gave_way_;
  std::vector<Client*> having_turns_;
  Turnover turnover_;
  Client* oldest_ = nullptr;  // of those that linger; they hold each other's addresses
  Client* newest_ = nullptr;
  std::size_t lingering_ = 0;
  bool room_opened_ = false;
};

}  // namespace ladder::drive
