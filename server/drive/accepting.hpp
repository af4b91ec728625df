/// \file
/// What everyone who accepts does when the process has run out of descriptors or memory, and the accept loop
/// of those who wait in poll(2). Opened in stage 03.
#pragma once

#include <chrono>
#include <exception>
#include <thread>
#include <utility>

#include "drive/stop_event.hpp"
#include "os/socket.hpp"

namespace ladder::drive {

/// After EMFILE and the like an accept loop rests this long: the waiting connection keeps the listener
/// readable, so trying again at once would only burn the CPU that could free what is missing.
inline constexpr std::chrono::milliseconds kAcceptRest{100};

/// Until the drain begins, and then what has come by then: every new connection goes to `take`; closing the
/// listener would reset those in its backlog. While none waits, `wait_for_more` is called,
/// and where something has run out, `rest` with its error number; both return as soon as the stop comes. What
/// they throw costs the connection in hand and a rest. One thread.
template <class Take, class WaitForMore, class Rest>
//! [accept-until-drained]
void accept_until_drained(int listener_fd, const StopEvents& stop, Take&& take, WaitForMore&& wait_for_more,
                          Rest&& rest) {
  for (int left = os::kBacklog; left > 0; left -= stop.draining() ? 1 : 0) {
    try {
      os::Accepted accepted = os::accept_connection(listener_fd);
      if (accepted.fd) {
        take(std::move(accepted));
      } else if (stop.draining()) {
        return;
      } else if (accepted.error_number == 0) {
        wait_for_more();
      } else {
        rest(accepted.error_number);
      }
    } catch (const std::exception&) {
      // No memory: who was being taken on or refused is dropped, and whoever holds some has time to let go.
      if (stop.draining()) return;
      std::this_thread::sleep_for(kAcceptRest);
    }
  }
}
//! [accept-until-drained]

}  // namespace ladder::drive
