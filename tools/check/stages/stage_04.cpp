/// \file
/// Stage 04: a fixed number of threads, and an orderly stop. Who finds no place: stage_04_full.cpp.

#include <algorithm>
#include <csignal>
#include <vector>

#include "check/expect.hpp"
#include "check/root.hpp"
#include "check/socket_queue.hpp"
#include "check/stages/stage_04.hpp"
#include "check/stages/stages.hpp"
#include "check/trial.hpp"

namespace ladder::check {

namespace {

void at_once(Trial& trial) {
  std::vector<Connection> clients = all_threads_taken(trial, {.threads = 5, .queue = 2});
  for (Connection& client : clients) expect_echo(client, "all five of us");
}

void in_order(Trial& trial) {
  std::vector<Connection> clients = all_threads_taken(trial, {.threads = 2, .queue = 3});
  std::vector<Connection> waiting;
  for (const char* name : {"first", "second", "third"}) {
    waiting.push_back(trial.connect());
    expect(waiting.back().send(name), waiting.back(), "a connection that waits");
  }
  expect(waiting[0].is_quiet_for(kAWhile), waiting[0],
         "nothing yet: both threads are taken, so this one waits");
  clients[1].close();
  expect_same(waiting[0], waiting[0].receive(5), "first");
  expect(waiting[1].is_quiet_for(Milliseconds(20)), waiting[1],
         "nothing yet: it is not the turn of the second");
  waiting[0].close();
  expect_same(waiting[1], waiting[1].receive(6), "second");
  expect(waiting[2].is_quiet_for(Milliseconds(20)), waiting[2],
         "nothing yet: it is not the turn of the third");
  waiting[1].close();
  expect_same(waiting[2], waiting[2].receive(5), "third");
  expect_echo(clients[0], "I was served all the time");
}

void workers_survive(Trial& trial) {
  trial.use_fresh({.threads = 2, .queue = 16});
  for (int i = 0; i < 6; ++i) served(trial).reset();
  Connection first = served(trial);
  Connection second = served(trial);
  expect_echo(first, "both threads are still there");
}

void threads_constant(Trial& trial) {
  constexpr std::size_t kBeside = 8;  // the accept loop, a timer, a log
  constexpr unsigned kThreads = 4;
  trial.use_fresh({.threads = kThreads, .queue = 200});
  const std::size_t at_start = trial.process().threads();
  std::vector<Connection> clients;
  for (unsigned i = 0; i < kThreads; ++i) clients.push_back(served(trial));
  for (int i = 0; i < 120; ++i) clients.push_back(trial.connect());
  (void)trial.eventually([&] { return waiting_for_accept(trial.port()) == 0; });  // it has seen them all
  clients[0].close();
  expect_echo(clients[kThreads], "my turn");
  const std::size_t now = trial.process().threads();
  if (now > at_start + kThreads + kBeside)
    throw Failure("124 connections, with 4 threads and a queue of 200",
                  grouped(now) + " threads; at the start there were " + grouped(at_start),
                  "at most 4 threads for clients, and a few beside them, however many wait");
}

/// The server is stuck in its send when the stop comes, and has more to read: what had arrived by then is
/// owed.
void stop_finishes(Trial& trial) {
  all_threads_taken(trial, {.threads = 1, .queue = 2})[0].close();
  Connection client = trial.connect(Width::narrow);
  Connection waiting = trial.connect();
  const std::string piece = noise(50'000);
  std::string sent;
  while (sent.size() < 8'000'000) {
    expect(client.send(piece), client, "a server that takes what is sent");
    sent += piece;
    if (!client.is_read_within(kAWhile)) break;
  }
  const std::size_t unread = not_delivered(client.fd()) + unread_by_peer(client.fd()).value_or(piece.size());
  const std::size_t owed = sent.size() - std::min(sent.size(), unread);
  trial.process().signal(SIGTERM);
  // A client that reads at once helps a server that is about to leave: for a while this one does not.
  (void)client.is_filled_within(trial.patience().must_happen());
  const std::string came = client.receive_all();
  expect(came.size() >= owed && sent.starts_with(came), client,
         "at least the first " + grouped(owed) +
             " bytes of what was sent: the server had read them before the stop");
  expect(client.end() == End::clean, client, "a clean end of the stream behind it");
  client.close();
  trial.expect_end(0);
}

void stop_with_silent(Trial& trial) {
  const std::vector<Connection> clients = all_threads_taken(trial, {.threads = 2, .queue = 2});
  const Connection waiting = trial.connect();
  trial.expect_stop(0);
}

Checks pool_checks() {
  const std::string chapter = kChapter04;
  const std::string six_resets = "for i in 1 2 3 4 5 6; do " + reset_by_hand("x") + "; done\n";
  return {
      {.name = "threads-at-once",
       .promise = "as many clients as there are threads are served at once",
       .chapter = chapter,
       .why = "that is what the threads are for: none may be kept for something else",
       .by_hand = take_places(4) + "printf 'all five of us' | nc -N 127.0.0.1 {port}",
       .run = at_once},
      {.name = "queue-in-order",
       .promise = "who comes then waits, and is served in the order of coming",
       .chapter = chapter,
       .why = "a queue is first in, first out: a stack serves the one who waited least",
       .by_hand = take_places(1) +
                  "sleep 5 | nc -N 127.0.0.1 {port} & sleep 1\n"
                  "for name in first second third; do echo $name | nc -N 127.0.0.1 {port} & sleep 0.2; done",
       .run = in_order},
      {.name = "workers-survive",
       .promise = "a reset ends a client, not the thread that served it",
       .chapter = chapter,
       .why = "an exception that leaves a worker ends it for good: the pool shrinks until nobody is served",
       .by_hand = six_resets + take_places(1) + "printf 'both are there' | nc -N 127.0.0.1 {port}",
       .run = workers_survive},
      {.name = "threads-constant",
       .promise = "the number of threads does not grow with the clients",
       .chapter = chapter,
       .why = "a thread costs memory and time to switch (man 7 pthreads); that is why there is a pool",
       .by_hand = take_places(124) + "ls /proc/{pid}/task | wc -l",
       .run = threads_constant},
      {.name = "stop-finishes",
       .promise = "at SIGTERM the clients being served get what they sent, and the status is 0",
       .chapter = chapter,
       .why = "an orderly stop finishes what it has begun; exit() with input unread makes the kernel send a "
              "reset, and what is under way is lost with it (RFC 9293 section 3.10.4)",
       .by_hand =
           "head -c 8000000 /dev/zero | nc -N 127.0.0.1 {port} | { sleep 3; wc -c; } & sleep 1; kill {pid}",
       .run = stop_finishes},
      {.name = "stop",
       .promise = "SIGTERM ends the server within 3 s with status 0, though clients are silent or waiting",
       .chapter = chapter,
       .section = "Run it",
       .why =
           "workers that wait for their clients, and clients in the queue, must not keep it (man 7 signal)",
       .by_hand = take_places(3) + "kill {pid}",
       .run = stop_with_silent},
  };
}

}  // namespace

Connection served(Trial& trial) {
  Connection client = trial.connect();
  expect_echo(client, "served");
  return client;
}

std::vector<Connection> all_threads_taken(Trial& trial, const Settings& settings) {
  trial.use_fresh(settings);
  std::vector<Connection> clients;
  for (unsigned i = 0; i < settings.threads; ++i) clients.push_back(served(trial));
  return clients;
}

Checks stage_04() {
  Checks checks = echo_checks();
  append(checks, echo_survival_checks());
  append(checks, needing(kThreads | kQueue, full_pool_checks()));
  append(checks, needing(kThreads | kQueue, pool_checks()));
  return checks;
}

}  // namespace ladder::check
