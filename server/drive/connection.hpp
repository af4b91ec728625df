/// \file
/// Connection: what a loop knows of one connection. Opened in stage 09.
///
/// Its life: serving -> lingering -> (ending ->) gone.
#pragma once

#include <cstdint>
#include <optional>

#include "drive/advance.hpp"
#include "drive/client_counts.hpp"
#include "drive/deadlines.hpp"
#include "os/fd.hpp"
#include "seam/conversation.hpp"

namespace ladder::drive {

/// What a connection is doing.
enum class Phase : std::uint8_t {
  serving,    ///< its conversation goes on; a job of its may run meanwhile
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
  bool working = false;                                    ///< a job of its may run: then it keeps them
  bool ready = false;                                      ///< stands in the list of those that gave way
  Readiness readiness;
  std::uint32_t index = 0;  ///< its place in the table, where it stays
  std::optional<C> conversation;
  seam::TimePoint linger_until{};
  bool lingers = false;         ///< stands in the list of those that linger
  Connection* older = nullptr;  ///< its neighbours there
  Connection* newer = nullptr;

  /// False: it is over, though its peer or the kernel may not know it yet.
  bool in_conversation() const { return phase == Phase::serving; }
  /// The moment to look at it again: its conversation's, or the end of the lingering. Not once it is ending.
  seam::TimePoint deadline() const {
    return phase == Phase::lingering ? linger_until : conversation->deadline();
  }
};
//! [connection]

}  // namespace ladder::drive
