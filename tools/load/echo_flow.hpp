/// \file
/// Messages to a TCP echo server, one in flight on each connection, every byte compared. Source: RFC 862.
#pragma once

#include "load/stream_flow.hpp"

namespace ladder::tools::load {

/// Sends and receives at the same time, so that a message may be larger than all buffers on the way.
class EchoFlow final : public StreamFlow {
 public:
  explicit EchoFlow(Worker& worker) : StreamFlow(worker, 1) {}

 protected:
  std::string_view outgoing(unsigned requests) override;
  Progress take(std::string_view bytes) override;
  void start_over() override { missing_ = {}; }

 private:
  std::uint64_t messages_ = 0;
  std::string_view missing_;  // of the message in flight: what has not come back
};

}  // namespace ladder::tools::load
