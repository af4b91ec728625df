/// \file
/// What an echo server survives: clients that break off, and many of them.

#include <algorithm>

#include "check/expect.hpp"
#include "check/stages/stages.hpp"
#include "check/trial.hpp"

namespace ladder::check {

namespace {

/// More than the descriptors that a program may have by default (1,024): whoever forgets to close runs out.
constexpr int kManyConnections = 1'100;
/// Descriptors that may come and go by themselves: a log, a timer, a random source.
constexpr std::size_t kSlack = 8;
constexpr int kEnough = 100;
/// What half of them may leave mapped: heaps grow. Stacks of 8 MiB that nobody joins come to four times this.
constexpr std::size_t kMappedSlack = std::size_t{1} << 30;

void expect_served(Trial& trial) {
  Connection client = trial.connect();
  expect_echo(client, "is anybody there?");
}

void resets(Trial& trial) {
  for (int round = 0; round < 5; ++round) {
    trial.connect().reset();
    Connection spoke = trial.connect();
    (void)spoke.send("I leave");
    spoke.reset();
    Connection served = trial.connect();
    expect_echo(served, "and so do I");
    served.reset();
  }
  expect_served(trial);
}

/// Sends until the server is stuck in its send, ends its side and leaves. Then the kernel has told the server
/// of both, and what it sends next goes to nobody.
void vanishes(Trial& trial) {
  Connection client = trial.connect(Width::narrow);
  for (int piece = 0; piece < 160; ++piece) {
    expect(client.send(std::string(50'000, 'x')), client, "a server that takes what is sent");
    if (!client.is_read_within(kAWhile)) break;
  }
  client.half_close();
  (void)trial.eventually([&] { return client.is_all_delivered(); });
  client.close();
  expect_served(trial);
}

void many(Trial& trial) {
  trial.use_fresh();
  for (int i = 0; i < 20; ++i) expect_served(trial);
  const Process& program = trial.process();
  const std::size_t descriptors = program.descriptors() + kSlack;
  const std::size_t threads = program.threads() + late_threads();
  // A slow server shows with fewer whether they pile up.
  const auto until = Clock::now() + trial.patience().must_happen();
  std::size_t mapped = 0;
  for (int i = 0; i < kManyConnections && (i < kEnough || Clock::now() < until); ++i) {
    if (i == kManyConnections / 2) mapped = program.mapped_bytes();
    Connection client = trial.connect();
    expect(client.exchange("?", 1) == "?", client,
           "\"?\", as the " + std::to_string(i) + " clients before got it, each of which has left");
    if (i % 3 == 0) client.reset();
  }
  if (!trial.eventually([&] { return program.descriptors() <= descriptors && program.threads() <= threads; }))
    throw Failure(grouped(kManyConnections) + " connections, one after another, all closed again",
                  grouped(program.descriptors()) + " open descriptors and " + grouped(program.threads()) +
                      " threads; after 20 connections there were " + grouped(descriptors - kSlack) + " and " +
                      grouped(threads - late_threads()),
                  "no more descriptors and threads than before");
  const std::size_t more = program.mapped_bytes() - std::min(mapped, program.mapped_bytes());
  if (mapped != 0 && more > kMappedSlack)
    throw Failure(
        grouped(kManyConnections) + " connections, one after another, all closed again",
        "the second half of them has left " + grouped(more >> 20) + " MiB more mapped in the program",
        "a program that keeps nothing of a client that has left; a thread that is neither joined nor "
        "detached keeps its stack (man 3 pthread_join)");
}

}  // namespace

std::string take_places(unsigned count) {
  return "for i in $(seq " + std::to_string(count) +
         "); do sleep 60 | nc -N 127.0.0.1 {port} & done; sleep 1\n";
}

std::string reset_by_hand(const std::string& words) {
  return "python3 -c 'import socket,struct; s=socket.create_connection((\"127.0.0.1\",{port})); "
         "s.sendall(b\"" +
         words + "\"); s.setsockopt(1,13,struct.pack(\"ii\",1,0)); s.close()'";
}

Checks echo_survival_checks() {
  const std::string chapter = kChapter01;
  return {
      echo_idle_check(),
      {.name = "resets",
       .promise = "clients that reset the connection do not end the server",
       .chapter = chapter,
       .why =
           "a reset makes recv fail with ECONNRESET (man 2 recv), and accept may give a connection that is "
           "already dead: that one client is over, the server is not",
       .by_hand = reset_by_hand("x") + "\nprintf 'is anybody there?' | nc -N 127.0.0.1 {port}",
       .run = resets},
      {.name = "vanishes",
       .promise = "a client that leaves without reading does not end the server",
       .chapter = chapter,
       .why = "sending to a client that is gone raises SIGPIPE, which kills a program that has not asked for "
              "MSG_NOSIGNAL or ignored it (man 2 send, man 7 signal)",
       .by_hand = "head -c 1000000 /dev/zero | timeout 1 nc 127.0.0.1 {port} | head -c 1 >/dev/null\n"
                  "printf 'is anybody there?' | nc -N 127.0.0.1 {port}",
       .run = vanishes},
      {.name = "many-clients",
       .promise = "over 1,100 connections neither descriptors nor threads pile up",
       .chapter = chapter,
       .why = "every accepted descriptor must be closed (man 2 close), after a reset too; a program has "
              "1,024 by "
              "default (man 2 getrlimit)",
       .by_hand = "for i in $(seq 1100); do printf x | nc -N 127.0.0.1 {port} >/dev/null; done\n"
                  "ls /proc/{pid}/fd /proc/{pid}/task",
       .run = many},
  };
}

}  // namespace ladder::check
