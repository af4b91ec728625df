/// \file
/// What only a loop over io_uring can do wrong (drive/uring_loop.hpp): its receive buffers are for all.
/// Without io_uring it passes empty, and a line on standard error says so.
#include "drive/uring_loop.hpp"

#include <atomic>
#include <memory>
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
