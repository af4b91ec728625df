#include "load/http_flow.hpp"

#include "load/worker.hpp"

namespace ladder::tools::load {

HttpFlow::HttpFlow(Worker& worker) : StreamFlow(worker, worker.plan().options.pipeline) {}

std::string_view HttpFlow::outgoing(unsigned requests) {
  const Plan& plan = worker().plan();
  return std::string_view(plan.requests).substr(0, requests * plan.request_bytes);
}

Progress HttpFlow::take(std::string_view bytes) {
  const auto taken = scanner_.take(bytes);
  Progress progress;
  if (scanner_.is_bad()) {
    progress = {0, Progress::Result::wrong, FailureKind::bad_answer, true};
  } else if (scanner_.is_complete()) {
    progress = judge();
  }
  progress.taken_bytes = taken;
  return progress;
}

Progress HttpFlow::end_of_stream() { return scanner_.end_of_stream() ? judge() : Progress(); }

Progress HttpFlow::judge() {
  const Answer answer = scanner_.answer();
  scanner_.next();
  Plan& plan = worker().plan();
  Progress progress{0, Progress::Result::right, FailureKind::other, answer.closes || plan.options.close};
  const bool is_right_status =
      plan.options.status == 0 ? answer.status / 100 == 2 : answer.status == plan.options.status;
  if (!is_right_status) {
    progress.result = Progress::Result::wrong;
    progress.failure = kind_of_status(answer.status);
  } else if (!plan.expected_length.is(answer.body_bytes)) {
    progress.result = Progress::Result::wrong;
    progress.failure = FailureKind::wrong_length;
  }
  return progress;
}

}  // namespace ladder::tools::load
