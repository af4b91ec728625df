#include "load/echo_flow.hpp"

#include <algorithm>

#include "load/worker.hpp"

namespace ladder::tools::load {

std::string_view EchoFlow::outgoing(unsigned) {
  const Plan& plan = worker().plan();
  missing_ = plan.message(messages_++, plan.options.size_bytes);
  return missing_;
}

Progress EchoFlow::take(std::string_view bytes) {
  bytes = bytes.substr(0, missing_.size());
  Progress progress;
  progress.taken_bytes = bytes.size();
  // No byte is missing: it came before the message was sent.
  if (bytes.empty() || !missing_.starts_with(bytes)) {
    progress.result = Progress::Result::wrong;
    progress.failure = FailureKind::wrong_echo;
    progress.ends_connection = true;
    return progress;
  }
  missing_.remove_prefix(bytes.size());
  if (missing_.empty()) progress.result = Progress::Result::right;
  return progress;
}

}  // namespace ladder::tools::load
