/// \file
/// The pool of stage 04 under HTTP: places, the queue, a whole 503, and an orderly stop.

#include <csignal>

#include "check/http.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

namespace {

/// Clients that have been answered once and keep their connections: each holds a thread.
std::vector<HttpClient> all_threads_taken(Trial& trial, const Settings& settings) {
  trial.use_fresh(settings);
  std::vector<HttpClient> clients;
  for (unsigned i = 0; i < settings.threads; ++i) {
    clients.emplace_back(trial);
    expect(clients.back().ask(get("/")).status == 200, clients.back(),
           "200: there is a thread for this client");
  }
  return clients;
}

/// A client whose request, with a long body, is there before the server has looked: whoever closes with any
/// of it unread resets the connection, in every run (RFC 9293 section 3.10.4).
HttpClient asks_too_early(Trial& trial) {
  trial.process().signal(SIGSTOP);
  HttpClient client(trial);
  client.send("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 200000\r\n\r\n");
  (void)client.wire().send_some(std::string(200'000, 'x'));
  trial.process().signal(SIGCONT);
  return client;
}

void unavailable_with(Trial& trial, unsigned queue) {
  const std::vector<HttpClient> taken = all_threads_taken(trial, {.threads = 2, .queue = queue});
  std::vector<HttpClient> waiting;
  for (unsigned i = 0; i < queue; ++i) waiting.emplace_back(trial);
  for (int i = 0; i < 20; ++i) {
    HttpClient refused = i % 2 == 0 ? HttpClient(trial) : asks_too_early(trial);
    if (i % 2 == 0) refused.send(get("/"));
    const Response response = refused.read();
    expect(response.status == 503, refused, "503, since all threads are taken and the queue is full");
    expect(response.says_close(), refused,
           "\"Connection: close\" in an answer behind which the server closes");
    refused.expect_end("the server has no place for this client");
  }
}

void unavailable(Trial& trial) { unavailable_with(trial, 2); }
void unavailable_without_queue(Trial& trial) { unavailable_with(trial, 0); }

void waits_in_queue(Trial& trial) {
  std::vector<HttpClient> taken = all_threads_taken(trial, {.threads = 2, .queue = 2});
  HttpClient first(trial);
  first.send(get("/"));
  HttpClient second(trial);
  second.send(get("/missing.html"));
  expect(first.wire().is_quiet_for(kAWhile), first, "nothing yet: both threads are taken, so this one waits");
  taken[0].wire().close();
  expect(first.read().status == 200, first, "200: a thread is free, and it is the turn of this client");
  first.wire().close();
  expect(second.read().status == 404, second, "404: now it is the turn of this client");
}

void workers_survive(Trial& trial) {
  trial.use_fresh({.threads = 2, .queue = 16});
  for (int i = 0; i < 6; ++i) {
    HttpClient client(trial);
    expect(client.ask(get("/")).status == 200, client, "200");
    client.send("GET / HT");
    client.wire().reset();
  }
  HttpClient first(trial);
  expect(first.ask(get("/")).status == 200, first, "200 from one thread");
  HttpClient second(trial);
  expect(second.ask(get("/")).status == 200, second, "200 from the other thread, while the first is kept");
}

/// If it is answered, it is the last answer, and says so.
void expect_last_answer(HttpClient& client) {
  client.send("world");
  const std::string first = client.wire().receive_some();
  if (first.empty()) return;
  client.put_back(first);
  const Response response = client.read();
  expect(response.says_close(), client,
         "\"Connection: close\" in an answer that is given after SIGTERM: the connection ends behind it");
  client.expect_end("the server stops");
}

/// Whether a request whose body is still coming is answered in a stop is left open; whether the answer is
/// true is not.
void stop_says_so(Trial& trial) {
  trial.use_fresh();
  HttpClient client(trial);
  client.send("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 10\r\n\r\nhello");
  expect(client.wire().is_read_within(trial.patience().must_happen()), client,
         "a server that reads what is sent");
  const bool waits = client.wire().is_quiet_for(kAWhile);  // or it has said already what it thinks of it
  trial.process().signal(SIGTERM);
  // Until it has dropped the request, or listens no more, or has had time to know of the stop, also if it
  // looks once a second. Not longer on a busy machine: then it would have ended, and said nothing either way.
  bool is_open = true;
  (void)eventually(trial.patience().scaled(Milliseconds(1'500)), [&] {
    is_open = client.wire().is_quiet_for(Milliseconds(0));
    return !is_open || !is_bound(Transport::tcp, trial.port());
  });
  if (waits && is_open && client.wire().is_quiet_for(kAWhile)) expect_last_answer(client);
  client.wire().close();
  trial.expect_end(0);
}

}  // namespace

Checks http_pool_checks() {
  const std::string chapter = kChapter04;
  const std::string get_by_hand = "curl -i http://127.0.0.1:{port}/";
  return needing(kThreads | kQueue,
                 {{.name = "unavailable",
                   .promise = "who finds the queue full reads a whole 503, in 20 of 20 tries",
                   .chapter = chapter,
                   .why = "RFC 9110 section 15.6.4; and close() with the request unread would make the "
                          "kernel send a reset, which "
                          "takes the answer with it (RFC 9112 section 9.6)",
                   .by_hand = get_by_hand,
                   .is_one_exchange = true,
                   .before_by_hand = take_places(4),
                   .run = unavailable},
                  {.name = "unavailable-without-queue",
                   .promise = "with a queue of 0 the first who finds no thread reads a 503",
                   .chapter = chapter,
                   .why = "0 means none, not without bound",
                   .by_hand = get_by_hand,
                   .is_one_exchange = true,
                   .before_by_hand = take_places(2),
                   .run = unavailable_without_queue},
                  {.name = "waits-in-queue",
                   .promise = "who finds all threads taken waits, and is served in the order of coming",
                   .chapter = chapter,
                   .why = "a queue is first in, first out",
                   .by_hand = take_places(1) + "sleep 5 | nc -N 127.0.0.1 {port} & sleep 1\n" + get_by_hand,
                   .run = waits_in_queue},
                  {.name = "workers-survive",
                   .promise = "a client that breaks off does not take its thread along",
                   .chapter = chapter,
                   .why = "an exception that leaves a worker ends it for good",
                   .by_hand = "for i in 1 2 3 4 5 6; do " + reset_by_hand("GET / HT") + "; done\n" +
                              take_places(1) + get_by_hand,
                   .run = workers_survive}});
}

Checks http_stop_checks() {
  const auto stop = [](Trial& trial) {
    trial.use_fresh();
    HttpClient idle(trial);
    expect(idle.ask(get("/")).status == 200, idle, "200");
    HttpClient partial(trial);
    partial.send("GET / HTTP/1.1\r\nHo");
    expect(partial.wire().is_read_within(trial.patience().must_happen()), partial,
           "a server that reads what is sent");
    const HttpClient silent(trial);
    trial.expect_stop(0);
  };
  return {
      {.name = "stop-says-so",
       .promise = "an answer that is given in a stop says that the connection ends",
       .chapter = kChapter05,
       .why =
           "RFC 9112 section 9.6: the last answer on a connection says \"Connection: close\", so that nobody "
           "sends another request there",
       .by_hand =
           "{ printf 'POST / HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\nContent-Length: 10\\r\\n\\r\\nhello'; "
           "sleep 1; kill {pid}; sleep 1; printf 'world'; sleep 1; } | nc 127.0.0.1 {port}",
       .run = stop_says_so},
      {.name = "stop",
       .promise = "SIGTERM ends the server within 3 s with status 0, whatever its clients do",
       .chapter = kChapter04,
       .section = "Run it",
       .why = "idle connections, half a request and silence must not keep it (man 7 signal)",
       .by_hand = take_places(2) + "kill {pid}",
       .run = stop}};
}

}  // namespace ladder::check
