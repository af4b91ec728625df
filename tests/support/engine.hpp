/// \file
/// A driver that serves a free port of the loopback on a thread of the test, and services for it.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "concurrency/stop.hpp"
#include "drive/service.hpp"
#include "os/address.hpp"
#include "support/client.hpp"
#include "support/scripted.hpp"
#include "support/sockets.hpp"

namespace ladder::test {

/// Runs an engine (Pool, Workers, ThreadPerConnection) until it is stopped, at the latest by the destructor.
template <class Engine>
class RunningEngine {
 public:
  template <class... Arguments>
  explicit RunningEngine(Arguments&&... arguments) : engine_(std::forward<Arguments>(arguments)...) {}
  ~RunningEngine() { stop_.abandon(); }
  RunningEngine(const RunningEngine&) = delete;
  RunningEngine& operator=(const RunningEngine&) = delete;

  /// Clients may connect before: they wait in the backlog.
  void start() {
    thread_ = std::jthread([this] {
      try {
        engine_.run(listener_.fd.get(), stop_);
      } catch (...) {
        failure_ = std::current_exception();
      }
      returned_ = true;
    });
  }
  Client connect() const { return Client(listener_.address); }
  /// A connection that an echo engine has certainly taken on: one byte has gone both ways.
  Client connect_and_echo() const {
    Client client = connect();
    client.send("!");
    if (client.receive(1) != "!") throw std::runtime_error("no echo");
    return client;
  }
  Engine& engine() { return engine_; }
  concurrency::Stop& stop() { return stop_; }
  bool returned() const { return returned_; }
  bool returns() const {
    return eventually([this] { return returned_.load(); });
  }
  /// What run() threw; ask when it has returned.
  std::exception_ptr failure() const { return failure_; }

 private:
  Listener listener_;
  concurrency::Stop stop_;
  Engine engine_;
  std::exception_ptr failure_;
  std::atomic<bool> returned_{false};
  std::jthread thread_;  // last: joined first
};

/// A drive::Service that gives out the conversations that a test has prepared, in order.
class ScriptedService {
 public:
  using Conversation = Scripted;

  /// Shared by the services of all workers, whose calls come one at a time.
  struct Plan {
    /// Called for each connection; may throw.
    std::function<std::shared_ptr<Script>()> next = [] { return std::make_shared<Script>(); };
    /// Called whenever a worker has nothing to do; may throw.
    std::function<void()> about_to_wait = [] {};
    std::mutex mutex;
  };

  explicit ScriptedService(Plan& plan) : plan_(plan) {}
  Scripted start(const os::Address&, const seam::Waker& waker, seam::TimePoint) {
    const std::lock_guard lock(plan_.mutex);
    auto script = plan_.next();
    script->waker = waker;
    return Scripted(std::move(script));
  }
  std::string_view refuse(const os::Address&) { return "refused\n"; }
  void accept_failed(int error_number) { last_accept_error = error_number; }
  std::atomic<int> last_accept_error{0};
  seam::TimePoint about_to_wait() {
    const std::lock_guard lock(plan_.mutex);
    plan_.about_to_wait();
    return seam::kNever;
  }

 private:
  Plan& plan_;
};

static_assert(drive::Service<ScriptedService>);

inline drive::MakeService<ScriptedService> make_scripted(ScriptedService::Plan& plan) {
  return [&plan] { return std::make_unique<ScriptedService>(plan); };
}

}  // namespace ladder::test
