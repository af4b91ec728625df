/// \file
/// Stage 04: the bounded queue, and a word for those who do not fit in.

#include <csignal>
#include <vector>

#include "check/expect.hpp"
#include "check/stages/stage_04.hpp"
#include "check/stages/stages.hpp"
#include "check/trial.hpp"

namespace ladder::check {

namespace {

void expect_busy(Connection& client) {
  const std::string came = client.receive_all();
  expect(came == "busy\n" && client.end() == End::clean, client,
         "\"busy\\n\" and a clean end of the stream, since all threads are taken and the queue is full");
}

/// A client whose bytes are there before the server has looked, more than one receive takes: whoever closes
/// with any of them unread resets the connection, in every run (RFC 9293 section 3.10.4).
Connection speaks_too_early(Trial& trial) {
  trial.process().signal(SIGSTOP);
  Connection client = trial.connect();
  (void)client.send_some(std::string(200'000, 'x'));
  trial.process().signal(SIGCONT);
  return client;
}

void busy_with(Trial& trial, unsigned queue) {
  const std::vector<Connection> taken = all_threads_taken(trial, {.threads = 2, .queue = queue});
  std::vector<Connection> waiting;
  for (unsigned i = 0; i < queue; ++i) waiting.push_back(trial.connect());
  for (int i = 0; i < 30; ++i) {
    Connection refused = i % 2 == 0 ? trial.connect() : speaks_too_early(trial);
    (void)refused.send("what I send must not turn the answer into a reset");
    expect_busy(refused);
  }
}

void busy(Trial& trial) { busy_with(trial, 2); }
void busy_without_queue(Trial& trial) { busy_with(trial, 0); }

void busy_silent(Trial& trial) {
  const std::vector<Connection> taken = all_threads_taken(trial, {.threads = 1, .queue = 0});
  Connection refused = trial.connect();
  Connection also_refused = trial.connect();  // while the other stays, and says nothing
  expect_busy(also_refused);
  expect_busy(refused);
}

/// The place of a client that has left may be given back a moment later: until then `busy` is right.
void places(Trial& trial) {
  trial.use_fresh({.threads = 1, .queue = 1});
  for (int round = 0; round < 10; ++round) {
    Connection client = trial.connect();
    const bool is_served = trial.eventually([&] {
      if (client.exchange("?", 1) == "?") return true;
      client = trial.connect();
      return false;
    });
    expect(is_served, client, "\"?\", since whoever was served before has left");
    Connection waiting = trial.connect();
    Connection refused = trial.connect();
    expect_busy(refused);
    if (round % 2 == 0) client.reset();
  }
}

/// Those who waited and left come to their turn first: who finds them gone must count them back.
void left_in_queue(Trial& trial) {
  trial.use_fresh({.threads = 1, .queue = 2});
  for (int round = 0; round < 3; ++round) {
    Connection client = trial.connect();
    const bool is_served = trial.eventually([&] {
      if (client.exchange("?", 1) == "?") return true;
      client = trial.connect();
      return false;
    });
    expect(is_served, client, "\"?\", since whoever was there before has left");
    Connection resets = trial.connect();
    Connection closes = trial.connect();
    Connection refused = trial.connect();
    expect_busy(refused);
    for (Connection* waiting : {&resets, &closes})
      expect(waiting->is_quiet_for(Milliseconds(1)), *waiting,
             "nothing yet: there are two places in the queue, since those who had them before have left");
    resets.reset();
    closes.close();
  }
}

}  // namespace

Checks full_pool_checks() {
  const std::string chapter = kChapter04;
  const std::string six_resets = "for i in 1 2 3 4 5 6; do " + reset_by_hand("x") + "; done\n";
  return {
      {.name = "busy",
       .promise = "who finds the queue full reads \"busy\" and a clean end, in 30 of 30 tries",
       .chapter = chapter,
       .why = "close() with unread input makes the kernel send a reset, and a reset makes the client lose "
              "the word "
              "that it was sent (RFC 9293 section 3.10.4, RFC 9112 section 9.6): end your side, read on "
              "until the "
              "client has ended too, then close",
       .by_hand = "printf 'hello' | nc 127.0.0.1 {port}",
       .is_one_exchange = true,
       .before_by_hand = take_places(4),
       .run = busy},
      {.name = "busy-without-queue",
       .promise = "with a queue of 0 the first who finds no thread reads \"busy\"",
       .chapter = chapter,
       .why = "0 means none, not without bound",
       .by_hand = "printf 'hello' | nc 127.0.0.1 {port}",
       .is_one_exchange = true,
       .before_by_hand = take_places(2),
       .run = busy_without_queue},
      {.name = "busy-silent",
       .promise = "who is refused need not say anything to be told, nor leave for the next to be told",
       .chapter = chapter,
       .why =
           "an echo client may well wait before it speaks: a server that reads first leaves it in the dark",
       .by_hand = take_places(1) + "sleep 60 | nc 127.0.0.1 {port}",
       .run = busy_silent},
      {.name = "places-given-back",
       .promise = "a client that leaves gives its place back, after a reset too, ten times over",
       .chapter = chapter,
       .why = "what is counted when a client comes must be counted back whichever way it leaves",
       .by_hand = six_resets + "printf '?' | nc -N 127.0.0.1 {port}",
       .run = places},
      {.name = "left-in-queue",
       .promise = "a client that leaves while it waits gives its place back when its turn comes",
       .chapter = chapter,
       .why =
           "whoever takes it from the queue finds it gone, and must count it back like one that was served",
       .by_hand = take_places(1) +
                  "for i in 1 2; do nc -w 1 127.0.0.1 {port} </dev/null & done; sleep 2\n"
                  "sleep 60; printf '?' | nc -N 127.0.0.1 {port}      # once the first has left",
       .run = left_in_queue},
  };
}

}  // namespace ladder::check
