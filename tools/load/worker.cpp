#include "load/worker.hpp"

#include <algorithm>
#include <asio/post.hpp>
#include <limits>

#include "load/make_flow.hpp"

namespace ladder::tools::load {
namespace {

// How often time limits are looked at: well below any that makes sense, and cheap even for 10,000 flows.
constexpr std::chrono::milliseconds kSweepEvery{20};

// Number `index` of `parts` parts of a whole that differ by one at most.
std::uint64_t part_of(std::uint64_t whole, unsigned index, unsigned parts) {
  return whole / parts + (index < whole % parts ? 1 : 0);
}

}  // namespace

Worker::Worker(Plan& plan, unsigned index)
    : plan_(plan), index_(index), quota_(std::numeric_limits<std::uint64_t>::max()) {
  const Options& options = plan.options;
  if (options.requests != 0) quota_ = part_of(options.requests, index, options.threads);
  const auto flows = part_of(options.connections, index, options.threads);
  for (std::uint64_t flow = 0; flow < flows; ++flow) flows_.push_back(make_flow(*this));
  listed_.resize(flows_.size());
}

void Worker::run() {
  const Options& options = plan_.options;
  if (options.rate.is_set()) schedule_.emplace(plan_.start, options.rate, index_, options.threads);
  end_timer_.expires_at(plan_.end);
  end_timer_.async_wait([this](const std::error_code& error) {
    if (!error) finish_if_done();
  });
  const auto now = Clock::now();
  for (const auto& flow : flows_) {
    if (is_finished_) break;
    flow->start(now);
    refill(*flow, now);
  }
  sweep();
  context_.run();
}

void Worker::stop() {
  asio::post(context_, [this] {
    if (is_finished_) return;
    stopped_at_ = Clock::now();
    tally_.cut_off += in_flight_;
    finish();
  });
}

void Worker::answered(Clock::time_point intended, Clock::time_point now) {
  tally_.latency.record(now - intended);
  tally_.last_answer = now;
  ++tally_.answered;
  --in_flight_;
  LiveCounts::add(live_.answered, 1);
}

void Worker::failed(FailureKind kind, std::uint64_t requests) {
  tally_.count(kind, requests);
  in_flight_ -= requests;
  LiveCounts::add(live_.failed, requests);
  if (kind == FailureKind::refused || kind == FailureKind::unreachable)
    LiveCounts::add(live_.refused, requests);
}

void Worker::received(std::size_t bytes) {
  tally_.received_bytes += bytes;
  LiveCounts::add(live_.received_bytes, bytes);
}

bool Worker::has_more(Clock::time_point now) const {
  return !is_finished_ && now < plan_.end && tally_.started < quota_;
}

bool Worker::is_due(Clock::time_point now) const {
  return has_more(now) && schedule_->due(tally_.started) <= now;
}

void Worker::begin(Flow& flow, Clock::time_point now) {
  const auto intended = is_open_loop() ? schedule_->due(tally_.started) : now;
  ++tally_.started;
  ++in_flight_;
  flow.begin(intended, now);
}

void Worker::refill(Flow& flow, Clock::time_point now) {
  if (is_open_loop()) {
    // Those that are late already; a backlog goes to whoever gets room first.
    while (!flow.is_listed && flow.has_room() && is_due(now)) begin(flow, now);
    flow.flush(now);
    list(flow);
  } else {
    while (flow.has_room() && has_more(now)) begin(flow, now);
    flow.flush(now);
  }
  finish_if_done();
}

void Worker::list(Flow& flow) {
  if (flow.is_listed || !flow.has_room() || is_finished_) return;
  flow.is_listed = true;
  listed_[(first_listed_ + listed_count_) % listed_.size()] = &flow;
  ++listed_count_;
  wait_until_due();
}

void Worker::wait_until_due() {
  if (is_waiting_until_due_ || is_finished_ || listed_count_ == 0 || tally_.started >= quota_) return;
  is_waiting_until_due_ = true;
  due_timer_.expires_at(schedule_->due(tally_.started));
  due_timer_.async_wait([this](const std::error_code& error) {
    is_waiting_until_due_ = false;
    if (!error && !is_finished_) send_due();
  });
}

void Worker::send_due() {
  const auto now = Clock::now();
  while (listed_count_ > 0 && is_due(now)) {
    Flow& flow = *listed_[first_listed_];
    first_listed_ = (first_listed_ + 1) % listed_.size();
    --listed_count_;
    flow.is_listed = false;
    if (flow.has_room()) begin(flow, now);
    flow.flush(now);
    list(flow);
  }
  wait_until_due();
  finish_if_done();
}

void Worker::sweep() {
  if (is_finished_) return;
  const auto now = Clock::now();
  for (const auto& flow : flows_) {
    if (is_finished_) return;
    flow->sweep(now);
  }
  finish_if_done();
  if (is_finished_) return;
  sweep_timer_.expires_at(now + kSweepEvery);
  sweep_timer_.async_wait([this](const std::error_code& error) {
    if (!error) sweep();
  });
}

void Worker::finish_if_done() {
  if (is_finished_ || in_flight_ > 0 || has_more(Clock::now())) return;
  finish();
}

void Worker::finish() {
  is_finished_ = true;
  count_not_sent();
  due_timer_.cancel();
  sweep_timer_.cancel();
  end_timer_.cancel();
  for (const auto& flow : flows_) flow->close();
}

void Worker::count_not_sent() {
  if (!is_open_loop()) return;
  const auto due = std::min(schedule_->due_before(std::min(plan_.end, stopped_at_)), quota_);
  tally_.not_sent = due - std::min(due, tally_.started);
}

}  // namespace ladder::tools::load
