/// \file
/// What only a loop over io_uring can do wrong (drive/uring_loop.hpp): its receive buffers are for all.
/// Without io_uring it passes empty, and a line on standard error says so.
#include "drive/uring_loop.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "drive/workers.hpp"
#include "support/catch.hpp"
#include "support/engine.hpp"
#include "support/engine_names.hpp"

using namespace ladder;
using namespace ladder::test;
using drive::WorkersOptions;

namespace {

using Loop = drive::UringLoop<ScriptedService>;
using Operations = drive::UringOperations<drive::UringConnection<Scripted>>;
using UringLoops = RunningEngine<drive::Workers<ScriptedService, Loop>>;

}  // namespace

TEST_CASE("Where more is sent than there are buffers for, each gets one before another has its share of many",
          "[drive][stage11]") {
  if (!uring_works()) return;
  constexpr std::size_t kClients = 64;
  constexpr std::size_t kBytes = 32 * Loop::kBufferBytes;  // what one receive that goes on takes, if it may
  static_assert(kClients * kBytes > 4 * Loop::kBuffers * Loop::kBufferBytes);

  std::size_t unheard = kClients;    // of whom nothing has come yet
  std::size_t before_the_last = 0;   // bytes that came until all were heard
  std::atomic<std::size_t> came{0};  // bytes in all
  ScriptedService::Plan plan;
  plan.next = [&] {
    auto script = std::make_shared<Script>();
    script->space_bytes = Loop::kBufferBytes;
    script->on_input = [&, heard = false](Script& one) mutable {
      if (!std::exchange(heard, true)) --unheard;
      if (unheard > 0) before_the_last += one.received.size();
      came += std::exchange(one.received, {}).size();
    };
    return script;
  };
  UringLoops loops(make_scripted(plan), WorkersOptions{.loops = 1, .connections_per_worker = kClients});
  std::vector<Client> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.push_back(loops.connect());
    clients.back().send(std::string(kBytes, 'x'));  // the sockets of both sides hold so much
  }
  loops.start();
  REQUIRE(eventually([&] { return came == kClients * kBytes; }));
  loops.stop().abandon();
  REQUIRE(loops.returns());
  CHECK(before_the_last <= (2 * Loop::kBuffers + kClients) * Loop::kBufferBytes);
}

TEST_CASE("Buffers are scarce from the first that is missing until few come in a round", "[drive][stage11]") {
  if (!uring_works()) return;
  constexpr std::size_t kFew = 2;
  constexpr std::size_t kBuffers = kFew * Operations::kGreed;
  os::Uring ring(4);
  Operations operations(ring);
  const auto round = [&](std::size_t come) {
    for (std::size_t i = 0; i < come; ++i) operations.stood_back();
    operations.begin_round(kBuffers);
    return operations.buffers_are_scarce();
  };
  CHECK_FALSE(round(0));
  operations.out_of_buffers();
  CHECK(operations.buffers_are_scarce());
  CHECK(round(kFew + 1));
  CHECK(round(kFew + 1));
  CHECK_FALSE(round(kFew));
  CHECK_FALSE(round(0));
  operations.out_of_buffers();
  CHECK(round(0));
  CHECK_FALSE(round(0));
}

TEST_CASE("While buffers are scarce, clients that leave are let go of, and a stop ends the loop",
          "[drive][stage11]") {
  if (!uring_works()) return;
  constexpr std::size_t kClients = 64;
  std::atomic<std::size_t> came{0};
  ScriptedService::Plan plan;
  std::vector<std::shared_ptr<Script>> scripts;
  plan.next = [&] {
    scripts.push_back(std::make_shared<Script>());
    scripts.back()->on_input = [&, number = scripts.size()](Script& one) {
      came += std::exchange(one.received, {}).size();
      if (one.ends > 0) one.want = seam::Want::close;
      if (number % 4 == 0) one.want = seam::Want::linger;
    };
    return scripts.back();
  };
  UringLoops loops(make_scripted(plan), WorkersOptions{.loops = 1, .connections_per_worker = kClients});
  std::vector<Client> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.push_back(loops.connect());
    clients.back().send(std::string(32 * Loop::kBufferBytes, 'x'));
  }
  loops.start();
  REQUIRE(eventually([&] { return came > 0; }));
  for (std::size_t i = 0; i < kClients; i += 2)
    clients[i].close();  // some with a reset: they have unread bytes
  REQUIRE(eventually([&] {
    const std::lock_guard lock(plan.mutex);
    for (std::size_t i = 0; i < scripts.size(); i += 2)
      if (!scripts[i]->over) return false;
    return scripts.size() == kClients;
  }));
  loops.stop().drain();
  CHECK(loops.returns());
}
