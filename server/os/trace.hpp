/// \file
/// Trace: what the machine does, moment by moment, as a file that Perfetto (ui.perfetto.dev) and
/// chrome://tracing draw: threads as lanes with their calls, connections and requests as bars. Off unless a
/// program makes one. Opened in stage 03. Source: the "Trace Event Format" of the Chromium project.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ladder::os {

class Address;

/// Make it before the first thread and destroy it behind the last one; between, every call may come from any
/// thread, from a destructor too: what there is no memory for is left out and counted. Connections are known
/// by their descriptor from accepted() to closed(); other descriptors may be named and have no life of their
/// own.
class Trace {
 public:
  using Clock = std::chrono::steady_clock;

  /// Makes the file and becomes the active trace. Throws std::system_error.
  explicit Trace(const std::string& path);
  /// Ends the file. A line on standard error says if it could not be written whole, or what was left out.
  ~Trace();
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

  /// The trace of this process, or null: one load and one branch where nothing is traced.
  static Trace* active() { return active_; }

  /// A connection begins. Its number in the file is new, also if the descriptor's is not.
  void accepted(int fd, const Address& peer) noexcept;
  /// The connection's way: "queued", "taken", "refused", "expired". `what` is plain text.
  void noted(int fd, std::string_view what) noexcept;
  /// A call that moved bytes, from `started` until now: "received" or "sent".
  void moved(int fd, std::string_view what, std::uint64_t bytes, Clock::time_point started) noexcept;
  /// The peer has ended its side: the reason for the close that follows, if nothing else comes between.
  void peer_ended(int fd) noexcept;
  /// The connection ends; called before close(2), for afterwards the number may be another's. A descriptor
  /// that was never accepted is passed over.
  void closed(int fd) noexcept;
  /// An answered request. `client` as Address::to_string() has it; `line` may hold any bytes.
  void request(std::string_view client, std::string_view line, unsigned status, std::uint64_t body_bytes,
               std::chrono::microseconds duration) noexcept;
  /// Names the calling thread's lane "kind number".
  void name_thread(std::string_view kind, std::size_t number) noexcept;

 private:
  struct Connection {
    std::uint64_t number = 0;
    std::string peer;
    bool peer_ended = false;
  };
  /// Does `event` while nobody else writes. No memory: it is counted.
  template <class Event>
  void keep(Event&& event) noexcept;
  /// One event: its phase and moment, and the rest of its JSON object.
  void write(char phase, Clock::time_point when, const std::string& rest);
  void write_on(const Connection& connection, char phase, std::string_view name,
                const std::string& arguments);

  static inline Trace* active_ = nullptr;

  const Clock::time_point begin_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  std::mutex mutex_;  // guards all below but lost_, and the file
  std::unordered_map<int, Connection> connections_;
  std::unordered_map<std::string, std::uint64_t> numbers_;  // of the open connections, by their peer
  std::uint64_t last_number_ = 0;
  bool first_ = true;
  std::atomic<std::uint64_t> lost_{0};  // events that there was no memory for
};

/// Takes the time of one call, if there is a trace.
class TracedCall {
 public:
  /// Begins to take the time. Without a trace no clock is read.
  TracedCall() {
    if (Trace::active() != nullptr) started_ = Trace::Clock::now();
  }
  /// The call is over and has moved `bytes`; see Trace::moved().
  void moved(int fd, std::string_view what, std::uint64_t bytes) const {
    if (Trace* const trace = Trace::active()) trace->moved(fd, what, bytes, started_);
  }

 private:
  Trace::Clock::time_point started_{};
};

/// Names the calling thread's lane "kind number", if there is a trace.
inline void name_thread_in_trace(std::string_view kind, std::size_t number) {
  if (Trace* const trace = Trace::active()) trace->name_thread(kind, number);
}

/// What io_uring has moved, as a moment: the kernel does not tell how long it took.
inline void trace_moved(int fd, std::string_view what, std::uint64_t bytes) {
  TracedCall().moved(fd, what, bytes);
}

/// The peer has ended its side.
inline void trace_ended(int fd) {
  if (Trace* const trace = Trace::active()) trace->peer_ended(fd);
}

/// Notes a step of the connection.
inline void trace_note(int fd, std::string_view what) {
  if (Trace* const trace = Trace::active()) trace->noted(fd, what);
}

}  // namespace ladder::os
