/// \file
/// Stage 03: nobody waits for anybody.

#include <vector>

#include "check/expect.hpp"
#include "check/root.hpp"
#include "check/stages/stages.hpp"
#include "check/trial.hpp"

namespace ladder::check {

namespace {

constexpr int kClients = 200;

void silent_client(Trial& trial) {
  const Connection never_spoke = trial.connect();
  Connection spoke = trial.connect();
  expect_echo(spoke, "and now I am silent");
  Connection client = trial.connect();
  expect_echo(client, "I do not wait for them");
}

void slow_client(Trial& trial) {
  Connection slow = trial.connect(Width::narrow);
  (void)slow.send_ahead(noise(5'000'000));  // and reads nothing
  Connection client = trial.connect();
  expect_echo(client, "I do not wait for it");
}

void at_once(Trial& trial) {
  std::vector<Connection> clients;
  for (int i = 0; i < kClients; ++i) clients.push_back(trial.connect());
  for (int round = 0; round < 3; ++round) {
    const auto text = [&](std::size_t i) {
      return "client " + std::to_string(i) + " round " + std::to_string(round);
    };
    for (std::size_t i = 0; i < clients.size(); ++i)
      expect(clients[i].send(text(i)), clients[i], "a server that takes what is sent");
    for (std::size_t i = clients.size(); i-- > 0;)
      expect_same(clients[i], clients[i].receive(text(i).size()), text(i));
  }
}

void own_bytes(Trial& trial) {
  constexpr std::size_t kBlock = 30'000;
  std::vector<Connection> clients;
  for (int i = 0; i < 8; ++i) clients.push_back(trial.connect());
  for (int round = 0; round < 10; ++round) {
    const auto block = [&](std::size_t i) { return std::string(kBlock, static_cast<char>('a' + i)); };
    for (std::size_t i = 0; i < clients.size(); ++i)
      expect(clients[i].send(block(i)), clients[i], "a server that takes what is sent");
    for (std::size_t i = 0; i < clients.size(); ++i)
      expect_same(clients[i], clients[i].receive(kBlock), block(i));
  }
}

void stop(Trial& trial) {
  trial.use_fresh();
  std::vector<Connection> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(trial.connect());
    expect_echo(clients.back(), "I stay and say nothing more");
  }
  trial.expect_stop();
}

}  // namespace

Checks stage_03() {
  const std::string chapter = kChapter03;
  Checks checks = echo_checks();
  append(checks, echo_survival_checks());
  append(checks,
         {{.name = "silent-client",
           .promise = "clients that say nothing delay nobody",
           .chapter = chapter,
           .why = "recv waits for its client (man 2 recv): only the thread of that client may wait with it",
           .by_hand = "sleep 60 | nc -N 127.0.0.1 {port} & sleep 1      # it says nothing, and meanwhile:\n"
                      "printf 'hello' | nc -N 127.0.0.1 {port}",
           .run = silent_client},
          {.name = "slow-client",
           .promise = "a client that sends and does not read delays nobody",
           .chapter = chapter,
           .why = "send waits as well, once the buffers are full (man 2 send); no lock may be held meanwhile",
           .by_hand = "head -c 8000000 /dev/zero | nc 127.0.0.1 {port} | sleep 60 & sleep 1\n"
                      "printf 'hello' | nc -N 127.0.0.1 {port}",
           .run = slow_client},
          {.name = "two-hundred",
           .promise = "200 clients are served at once, and each gets its own bytes",
           .chapter = chapter,
           .why = "each connection has a thread of its own (man 7 pthreads), which is given its descriptor "
                  "by value: a "
                  "variable shared with the accept loop holds the next one already",
           .by_hand = "for i in $(seq 200); do { echo $i; sleep 3; } | nc -N 127.0.0.1 {port} & done",
           .run = at_once},
          {.name = "own-bytes",
           .promise = "eight clients that send at the same time each get their own bytes",
           .chapter = chapter,
           .why = "a buffer that threads share is written by all of them: each needs its own, on its stack",
           .by_hand = "for c in a b c d; do yes $c | head -c 1000000 | nc -N 127.0.0.1 {port} | tr -d "
                      "\"$c\\n\" | wc -c & "
                      "done",
           .run = own_bytes},
          {.name = "stop",
           .promise = "SIGTERM ends the server within 3 s, though 20 clients are connected",
           .chapter = chapter,
           .section = "Run it",
           .why = "SIGTERM asks a program to end (man 7 signal); threads that wait for their clients must "
                  "not keep it",
           .by_hand = "for i in $(seq 20); do sleep 60 | nc -N 127.0.0.1 {port} & done; sleep 1; kill {pid}",
           .run = stop}});
  return checks;
}

}  // namespace ladder::check
