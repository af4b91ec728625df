/// \file
/// EchoService: gives a driver its echo sessions. Opened in stage 03.
#pragma once

#include <string_view>

#include "echo/session.hpp"
#include "os/address.hpp"
#include "seam/conversation.hpp"

namespace ladder::app {

/// A drive::Service. One thread at a time.
class EchoService {
 public:
  using Conversation = echo::Session;
  echo::Session start(const os::Address&, seam::TimePoint) { return {}; }
  std::string_view refuse(const os::Address&) { return "busy\n"; }
  void about_to_wait() {}
};

}  // namespace ladder::app
