/// \file
/// Stage 01: an echo for one client after another.

#include "check/expect.hpp"
#include "check/stages/stages.hpp"
#include "check/trial.hpp"

namespace ladder::check {

namespace {

/// Whether the second is served at once or has to wait is left open: both are right.
void one_after_another(Trial& trial) {
  Connection first = trial.connect();
  expect_echo(first, "I am the first");
  Connection second = trial.connect();
  Connection third = trial.connect();
  expect(second.send("I waited"), second, "a connection that the kernel keeps in the backlog");
  expect_echo(first, "I am still here");
  first.close();
  expect_same(second, second.receive(8), "I waited");
  second.close();
  expect_echo(third, "so did I");
}

void stop(Trial& trial) {
  trial.use_fresh();
  Connection client = trial.connect();
  expect_echo(client, "I stay and say nothing more");
  trial.expect_stop();
}

}  // namespace

Checks stage_01() {
  Checks checks = echo_checks();
  append(checks,
         {{.name = "one-after-another",
           .promise = "who comes while another is served waits, and is served then",
           .chapter = kChapter01,
           .section = "Break it",
           .why = "the kernel keeps connections in the backlog until accept takes them (man 2 listen), with "
                  "what they have sent",
           .by_hand = "{ echo 'I am the first'; sleep 3; } | nc -N 127.0.0.1 {port} & sleep 1\n"
                      "echo 'I waited' | nc -N 127.0.0.1 {port}      # comes back when the first has left",
           .run = one_after_another}});
  append(checks, echo_survival_checks());
  append(checks,
         {{.name = "stop",
           .promise = "SIGTERM ends the server within 3 s, though a client is connected",
           .chapter = kChapter01,
           .section = "Run it",
           .why = "SIGTERM asks a program to end (man 7 signal); one that waits in recv or accept must be "
                  "woken by it",
           .by_hand = "sleep 60 | nc -N 127.0.0.1 {port} & sleep 1; kill {pid}",
           .run = stop}});
  return checks;
}

}  // namespace ladder::check
