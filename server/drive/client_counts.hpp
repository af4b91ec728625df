/// \file
/// ClientCounts: how many connections each client holds, so that one of them cannot shut all others out. A
/// client is an IPv4 address, or the network of an IPv6 address. Opened in stage 12.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "os/address.hpp"

namespace ladder::drive {

/// How much of the house one client may hold.
struct ClientLimit {
  std::size_t connections = 0;  ///< 0: as many as there is room for
  bool spare_loopback = false;  ///< this machine is not counted: a proxy in front speaks for many
};

/// Counts without a lock and without memory for each client: addresses are spread over a fixed number of
/// counters by a secret of this process. Two clients may share one (for a given pair the chance is 1 in
/// 65,536), and then the limit is for both; nobody can choose an address for that. Every call may come from
/// any thread.
class ClientCounts {
 public:
  /// Where a connection was counted.
  using Place = std::uint32_t;
  /// The place of one that is not counted.
  static constexpr Place kNotCounted = UINT32_MAX;

  /// Throws std::bad_alloc or std::system_error.
  explicit ClientCounts(ClientLimit limit);

  /// Where the connections of this client are counted.
  Place place_of(const os::Address& peer) const;
  /// Counts one more connection there. False if there are as many as may be.
  bool try_enter(Place place);
  /// One less. Each that has entered leaves once.
  void leave(Place place);

 private:
  static constexpr std::size_t kCounters = 65'536;  // 256 KiB

  const ClientLimit limit_;
  const std::uint64_t secret_;
  std::unique_ptr<std::atomic<std::uint32_t>[]> counters_;  // null without a limit
};

}  // namespace ladder::drive
