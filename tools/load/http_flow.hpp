/// \file
/// GET requests on one connection after the other, several in flight if asked for.
#pragma once

#include "load/response_scanner.hpp"
#include "load/stream_flow.hpp"

namespace ladder::tools::load {

/// Checks the status of each answer and the length of its body, not its content.
class HttpFlow final : public StreamFlow {
 public:
  explicit HttpFlow(Worker& worker);

 protected:
  std::string_view outgoing(unsigned requests) override;
  Progress take(std::string_view bytes) override;
  Progress end_of_stream() override;
  void start_over() override { scanner_.next(); }

 private:
  Progress judge();

  ResponseScanner scanner_;
};

}  // namespace ladder::tools::load
