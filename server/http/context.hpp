/// \file
/// Context: all that the sessions of one worker share. No locks: a worker is one thread.
/// Opened in stage 05.
#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>
#include <string_view>

#include "http/allowed_hosts.hpp"
#include "http/common_fields.hpp"
#include "http/handler.hpp"
#include "http/limits.hpp"
#include "http/workspace.hpp"

namespace ladder::http {

/// One answered request, told when its last byte has left (or when the connection broke: `complete` false).
struct Exchange {
  std::string_view client;        ///< "127.0.0.1:51234"
  std::string_view request_line;  ///< as sent; may hold anything a peer can send up to the first LF
  Status status{};
  std::uint64_t body_bytes = 0;  ///< sent, not announced
  std::chrono::microseconds duration{};
  std::string_view transfer;
  bool complete = true;
};

/// Hears what happens on the sessions of one worker; called on that worker's thread. Must not throw.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;
  /// An answer has left, or was broken off. The views in `exchange` are good for this call only.
  virtual void exchanged(const Exchange& exchange) = 0;
  /// A deadline passed: "request head", "request body", "sending the answer". Idle connections end silently.
  virtual void timed_out(std::string_view client, std::string_view waiting_for) = 0;
  /// A well-formed Host that is not one of ours.
  virtual void host_refused(std::string_view client, std::string_view host) = 0;
};

/// Shared by the sessions of one worker; outlives them.
struct Context {
  Limits limits;
  AllowedHosts allowed_hosts;
  Handler* handler = nullptr;
  Observer* observer = nullptr;  ///< may be null
  /// The wall clock, in seconds since 1970: the session itself has no clock.
  std::time_t (*wall_clock)() = nullptr;
  CommonFields common_fields{};
  WorkspacePool workspaces{};
};

}  // namespace ladder::http
