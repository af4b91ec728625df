/// \file
/// EchoService: gives a driver its echo sessions. Opened in stage 03.
#pragma once

#include <string_view>

#include "echo/session.hpp"
#include "os/address.hpp"
#include "seam/conversation.hpp"
#include "seam/waker.hpp"

namespace ladder::app {

/// The drive::Service of every echo server here. It keeps nothing, so one may serve any number of
/// connections. One thread at a time.
class EchoService {
 public:
  using Conversation = echo::Session;
  /// A fresh session; an echo needs to know neither its peer nor the time, and nobody has to wake it.
  echo::Session start(const os::Address&, const seam::Waker&, seam::TimePoint) { return {}; }
  /// "busy" and a newline: an echo has no protocol in which to say more. Static text.
  std::string_view refuse(const os::Address&) { return "busy\n"; }
  /// Nor has it a log in which to tell what has run out.
  void accept_failed(int) {}
  /// An echo gathers nothing that could be handed on.
  seam::TimePoint about_to_wait() { return seam::kNever; }
};

}  // namespace ladder::app
