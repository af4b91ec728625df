/// \file
/// Stage 08: a flood, slow clients, and a stop in the middle of it.

#include <csignal>

#include "check/http.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

namespace {

constexpr Milliseconds kLimit{500};
constexpr const char* kPartial = "GET / HTTP/1.1\r\nHost: ";

void late_head(Trial& trial) {
  trial.use({.header_timeout = kLimit});
  HttpClient client(trial);
  const Response response = client.ask(kPartial);
  expect(response.status == 408, client, "408, since the head was not complete after half a second");
  expect(response.says_close(), client, "\"Connection: close\" in the 408: behind it the server closes");
  client.expect_end("the client was too slow");
}

/// A byte now and then is no progress: the clock runs from the first byte to the end of the head.
void dribbled_head(Trial& trial) {
  trial.use({.header_timeout = kLimit});
  HttpClient client(trial);
  client.send("GET / HTTP/1.1\r\nX: ");
  const auto until = Clock::now() + trial.patience().must_happen();
  while (client.wire().is_quiet_for(Milliseconds(60)) && Clock::now() < until) client.send("x");
  expect(Clock::now() < until, client,
         "408 half a second after the first byte, though a byte comes every 60 ms");
}

void served_in_time(Trial& trial) {
  trial.use({.header_timeout = kLimit});
  HttpClient client(trial);
  for (int i = 0; i < 3; ++i) {
    expect(client.ask(get("/")).status == 200, client, "200: this head is complete at once");
    // Longer than half a second in all, but no head has begun: the connection is idle, which it may be for 15
    // s.
    expect(client.wire().is_quiet_for(kLimit * 2 / 3), client,
           "nothing: between two requests the clock of the head does not run");
  }
}

void slow_heads(Trial& trial) {
  trial.use_fresh({.threads = 2, .queue = 5, .header_timeout = kLimit});
  std::vector<HttpClient> slow;
  for (int i = 0; i < 3; ++i) {
    slow.emplace_back(trial);
    slow.back().send(kPartial);
  }
  HttpClient client(trial);
  expect(client.ask(get("/")).status == 200, client,
         "200, as soon as the slow clients have been sent away by 408");
}

/// All at once, and none of them closes before all have been told: who says goodbye to one after another is
/// too slow.
void flood(Trial& trial) {
  trial.use_fresh({.threads = 2, .queue = 0});
  std::vector<HttpClient> taken;
  for (int i = 0; i < 2; ++i) {
    taken.emplace_back(trial);
    expect(taken.back().ask(get("/")).status == 200, taken.back(), "200: there is a thread for this client");
  }
  std::vector<HttpClient> refused;
  for (int i = 0; i < 100; ++i) {
    refused.emplace_back(trial);
    refused.back().send(get("/"));
  }
  for (HttpClient& client : refused) {
    const Response response = client.read();
    expect(response.status == 503, client, "503 for each of 100 clients that find both threads taken");
    expect(response.has("retry-after"), client, "Retry-After, so that the client knows when to come again");
    expect(response.says_close(), client, "\"Connection: close\" in the 503: behind it the server closes");
    client.expect_end("the server has no place for this client");
  }
  expect(taken[0].ask(get("/")).status == 200, taken[0], "200: who has a thread keeps it in a flood");
}

void drains(Trial& trial) {
  trial.root().write("large.txt", noise(4'000'000));
  trial.use_fresh();
  HttpClient idle(trial);
  expect(idle.ask(get("/")).status == 200, idle, "200");
  HttpClient downloading(trial, Width::narrow);
  downloading.send(get("/large.txt"));
  (void)downloading.wire().is_filled_within(trial.patience().must_happen());  // it has begun
  trial.process().signal(SIGTERM);
  // A client that reads at once helps a server that is about to leave: for a while this one does not.
  (void)downloading.wire().is_filled_within(trial.patience().must_happen());
  expect(downloading.read().body == trial.root().read("large.txt"), downloading,
         "all 4,000,000 bytes: the download had begun before the stop");
  downloading.wire().close();
  trial.expect_end(0);
}

void partial_dropped(Trial& trial) {
  trial.use_fresh(
      {.header_timeout = Milliseconds(60'000)});  // not even that ends it sooner than the stop must
  HttpClient partial(trial);
  partial.send(kPartial);
  expect(partial.wire().is_read_within(trial.patience().must_happen()), partial,
         "a server that reads what is sent");
  trial.expect_stop(0);
}

}  // namespace

Checks http_deadline_checks() {
  const std::string chapter = kChapter08;
  const char* const by_hand = "printf 'GET / HTTP/1.1\\r\\n' | nc 127.0.0.1 {port}";
  return needing(
      kHeaderTimeout,
      {{.name = "late-head",
        .promise = "a head that is not complete in time ends in 408",
        .chapter = chapter,
        .why = "RFC 9110 section 15.5.9: else a client holds a place for as long as it likes",
        .by_hand = by_hand,
        .is_one_exchange = true,
        .run = late_head},
       {.name = "dribbled-head",
        .promise = "a byte now and then does not put the deadline off",
        .chapter = chapter,
        .why = "a limit on each recv is no limit on the head: such clients send a byte just in time",
        .by_hand =
            "{ printf 'GET / HTTP/1.1\\r\\nX: '; while sleep 0.1; do printf x; done; } | nc 127.0.0.1 {port}",
        .is_one_exchange = true,
        .run = dribbled_head},
       {.name = "idle-is-not-late",
        .promise = "between two requests the clock of the head does not run",
        .chapter = chapter,
        .why = "it starts with the first byte of a head; an idle connection has another limit (15 s)",
        .by_hand = "curl -sv http://127.0.0.1:{port}/",
        .is_one_exchange = true,
        .run = served_in_time}});
}

Checks http_overload_checks() {
  const std::string chapter = kChapter08;
  return {
      {.name = "slow-heads",
       .promise = "clients that are slow with their heads do not keep the threads for ever",
       .chapter = chapter,
       .why =
           "two threads, three slow clients: with a deadline each is sent away, without one nobody is served",
       .by_hand =
           "for i in 1 2 3; do printf 'GET /' | nc 127.0.0.1 {port} & done; curl -i http://127.0.0.1:{port}/",
       .needs = kServer | kThreads | kQueue | kHeaderTimeout,
       .run = slow_heads},
      {.name = "flood",
       .promise = "in a flood of 100 each reads a whole 503 with Retry-After, whether or not it closes",
       .chapter = chapter,
       .why = "a goodbye waits for its client (RFC 9112 section 9.6): said by the accept loop, each delays "
              "all the "
              "others",
       .by_hand = take_places(2) + "for i in $(seq 100); do curl -s -o /dev/null -w '%{http_code}\\n' "
                                   "http://127.0.0.1:{port}/ & done",
       .needs = kServer | kThreads | kQueue,
       .run = flood}};
}

Checks http_drain_checks() {
  const std::string chapter = kChapter08;
  return {
      {.name = "drains",
       .promise = "SIGTERM lets a download finish, and then ends the server with status 0",
       .chapter = chapter,
       .why = "a client that has been promised a length gets it",
       .by_hand = "head -c 9000000 /dev/zero >{root}/large.txt\n"
                  "curl -s --limit-rate 3M http://127.0.0.1:{port}/large.txt | wc -c & sleep 1; kill {pid}",
       .needs = kServer | kRoot,
       .run = drains},
      {.name = "partial-dropped",
       .promise = "SIGTERM does not wait for a head that has only begun",
       .chapter = chapter,
       .why = "nothing has been promised yet",
       .by_hand = "printf 'GET /' | nc 127.0.0.1 {port} & sleep 1; kill {pid}",
       .run = partial_dropped}};
}

}  // namespace ladder::check
