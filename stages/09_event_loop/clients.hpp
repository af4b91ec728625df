/// \file
/// The connections that a loop holds, by their numbers. Stage 09.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agenda.hpp"
#include "drive/advance.hpp"
#include "drive/lingering_close.hpp"
#include "http/session.hpp"
#include "os/fd.hpp"

namespace ladder {

//! [client]
/// One connection. While it has a conversation it has a place; without one it lingers:
/// half-closed, its input is read and dropped.
struct Client {
  os::Fd fd;
  std::optional<http::Session> conversation;
  drive::Readiness readiness;  ///< what the kernel has told, until a call says "would block"
  bool gave_way = false;       ///< it has more to do, and waits for its turn
  seam::TimePoint linger_until{};

  seam::TimePoint deadline() const { return conversation ? conversation->deadline() : linger_until; }
};
//! [client]

/// The table. An address that find() gives is good until close() of the same number. One
/// thread.
class Clients {
 public:
  /// A new connection and its number. It has no conversation yet.
  std::pair<const Id, Client>& add(os::Fd fd) {
    auto& added = *clients_.try_emplace(++last_).first;
    added.second.fd = std::move(fd);
    return added;
  }
  /// Null if that connection is gone.
  Client* find(Id id) {
    const auto found = clients_.find(id);
    return found == clients_.end() ? nullptr : &found->second;
  }
  /// True if no connection is left, in conversation or lingering.
  bool empty() const { return clients_.empty(); }
  /// How many have a place.
  std::size_t serving() const { return serving_; }
  /// All numbers: a list that stays as it is while connections come and go.
  std::vector<Id> everybody() const {
    std::vector<Id> all;
    for (const auto& [id, client] : clients_) all.push_back(id);
    return all;
  }

  /// The connection has a place from now on.
  void start(Client& client, http::Session conversation) {
    client.conversation.emplace(std::move(conversation));
    ++serving_;
  }
  /// It has none any more, if it had one, and lingers. Of too many who do, the one that
  /// has lingered longest is closed: it has had the most time to read our last words.
  void linger(Id id, Client& client) {
    end(client);
    client.linger_until = seam::Clock::now() + drive::kLingerTime;
    lingering_.push_back(id);
    if (lingering_.size() > drive::LingeringClose::kMaxLingering) close(lingering_.front());
  }
  /// Closes it. Its number is never used again.
  void close(Id id) {
    const auto found = clients_.find(id);
    end(found->second);
    std::erase(lingering_, id);
    clients_.erase(found);
  }

 private:
  void end(Client& client) {
    if (client.conversation) --serving_;
    client.conversation.reset();
  }

  std::unordered_map<Id, Client> clients_;
  std::deque<Id> lingering_;  // the longest first
  std::size_t serving_ = 0;
  Id last_ = 3;  // 0 to 3 are not connections: see Loop
};

}  // namespace ladder
