/// \file
/// A conversation that does what a test says and writes down what the driver did to it. The test keeps the
/// Script; the driver gets a Scripted that shares it.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "seam/conversation.hpp"
#include "seam/waker.hpp"

namespace ladder::test {

/// The plan and the record of one conversation. Read what is not atomic only when its driver has returned.
struct Script {
  // The plan.
  seam::Want want = seam::Want::input;  ///< said while there is nothing to send
  std::string to_send;
  seam::FileSlice file;
  std::size_t space_bytes = 1'024;
  seam::TimePoint deadline = seam::kNever;
  std::shared_ptr<seam::Work> work;
  std::function<void(Script&)> on_input = [](Script&) {};  ///< after bytes or the end came
  std::function<void(Script&)> on_sent = [](Script&) {};   ///< after bytes left
  std::function<void(Script&, std::uint64_t)> on_acknowledged = [](Script&, std::uint64_t) {};
  /// What is wanted while the job runs: nothing, unless it is said.
  std::function<void(Script&)> on_work_taken = [](Script& script) { script.want = seam::Want::none; };
  std::function<void(Script&)> on_work_done = [](Script&) {};
  std::function<void(Script&)> on_woken = [](Script&) {};
  std::function<void(Script&)> on_expire = [](Script& script) { script.want = seam::Want::close; };
  std::function<void(Script&)> on_drain = [](Script& script) { script.want = seam::Want::close; };

  // The record.
  seam::Waker waker;  ///< what wakes it: there once its peer has heard from it
  std::string received;
  int ends = 0;  ///< how often the end of the peer's side was told
  int withdrawn = 0;
  std::uint64_t acknowledged = 0;
  std::atomic<int> works_done{0};
  std::atomic<int> woken{0};
  std::atomic<int> expired{0};
  std::atomic<int> drained{0};
  std::atomic<bool> over{false};  ///< the conversation is destroyed
};

/// A job made of a function.
class FunctionWork final : public seam::Work {
 public:
  explicit FunctionWork(std::function<void()> function) : function_(std::move(function)) {}
  void run() noexcept override { function_(); }

 private:
  std::function<void()> function_;
};

/// A seam::Conversation. Move-only: the last one tells that it is over.
class Scripted {
 public:
  explicit Scripted(std::shared_ptr<Script> script)
      : script_(std::move(script)), space_(script_->space_bytes, '\0') {}
  Scripted(Scripted&&) = default;
  Scripted& operator=(Scripted&&) = delete;
  ~Scripted() {
    if (script_) script_->over = true;
  }

  /// The end waits until all is sent; all else may stand beside output.
  seam::Want want() const {
    using seam::Want;
    const bool sending = !script_->to_send.empty() || script_->file.length_bytes > 0;
    if (!sending) return script_->want;
    const bool ends = script_->want == Want::close || script_->want == Want::linger;
    return ends ? Want::output : script_->want | Want::output;
  }
  std::span<std::byte> input_space() { return std::as_writable_bytes(std::span(space_)); }
  void input_received(std::size_t bytes, seam::TimePoint) {
    script_->received.append(space_, 0, bytes);
    if (bytes == 0) ++script_->ends;
    script_->on_input(*script_);
  }
  void input_withdrawn() { ++script_->withdrawn; }
  seam::Output output() const {
    seam::Output out;
    out.memory[0] = std::as_bytes(std::span(script_->to_send));
    out.file = script_->file;
    return out;
  }
  void output_sent(std::size_t bytes, seam::TimePoint) {
    const std::size_t memory = std::min(bytes, script_->to_send.size());
    script_->to_send.erase(0, memory);
    script_->file.offset += bytes - memory;
    script_->file.length_bytes -= bytes - memory;
    script_->on_sent(*script_);
  }
  void output_acknowledged(std::uint64_t bytes, seam::TimePoint) {
    script_->acknowledged += bytes;
    script_->on_acknowledged(*script_, bytes);
  }
  std::shared_ptr<seam::Work> take_work() {
    script_->on_work_taken(*script_);
    return std::exchange(script_->work, nullptr);
  }
  void work_done(seam::TimePoint) {
    ++script_->works_done;
    script_->on_work_done(*script_);
  }
  void woken(seam::TimePoint) {
    ++script_->woken;
    script_->on_woken(*script_);
  }
  seam::TimePoint deadline() const { return script_->deadline; }
  void expire(seam::TimePoint) {
    ++script_->expired;
    script_->on_expire(*script_);
  }
  void drain(seam::TimePoint) {
    ++script_->drained;
    script_->on_drain(*script_);
  }

 private:
  std::shared_ptr<Script> script_;
  std::string space_;
};

static_assert(seam::Conversation<Scripted>);

}  // namespace ladder::test
