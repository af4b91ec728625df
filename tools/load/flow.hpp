/// \file
/// One connection, or one UDP socket, as its worker sees it: something that takes requests and tells the
/// worker how each of them ended.
#pragma once

#include "load/schedule.hpp"

namespace ladder::tools::load {

/// Belongs to one worker and is called on its thread only. For every begin() it calls Worker::answered() or
/// Worker::failed() once, unless it is closed before.
class Flow {
 public:
  Flow() = default;
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;
  virtual ~Flow() = default;

  /// Called once, before anything else: open loops prepare the connection now.
  virtual void start(Clock::time_point now) = 0;
  /// Can a request be begun? When that becomes true again, it calls Worker::refill().
  virtual bool has_room() const = 0;
  /// Takes on a request whose latency counts from `intended`.
  virtual void begin(Clock::time_point intended, Clock::time_point now) = 0;
  /// Sends what has been begun, in one piece.
  virtual void flush(Clock::time_point now) = 0;
  /// Called several times a second: gives up what waits too long.
  virtual void sweep(Clock::time_point now) = 0;
  /// The run is over: nothing more is called or told.
  virtual void close() = 0;

  bool is_listed = false;  ///< the worker's own: stands among those that have room
};

}  // namespace ladder::tools::load
