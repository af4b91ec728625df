/// \file
/// Stages 09 to 11: thousands of connections on few threads.

#include <algorithm>
#include <csignal>

#include "check/http.hpp"
#include "check/stages/http_turns.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

namespace {

constexpr Milliseconds kPromisedAnswer{100};
/// A busy machine needs seconds for a thousand connections: no head may be late meanwhile.
constexpr Milliseconds kNoHurry{60'000};
constexpr std::size_t kIdle = 1'000;
constexpr std::size_t kDribbling = 200;
/// An idle connection may be closed after 15 s.
constexpr Milliseconds kMayBeClosed{14'000};

/// The fastest of some answers: what the server needs, not what a busy machine adds. It is asked until it is
/// as fast as promised, or has had time enough.
Milliseconds fastest_answer(Trial& trial) {
  Milliseconds fastest = Milliseconds::max();
  (void)trial.eventually([&] {
    const auto start = Clock::now();
    HttpClient client(trial);
    expect(client.ask(get("/")).status == 200, client, "200, however many others are connected");
    fastest = std::min(fastest, std::chrono::duration_cast<Milliseconds>(Clock::now() - start));
    return fastest <= trial.patience().scaled(kPromisedAnswer);
  });
  return fastest;
}

void idle_and_dribbling(Trial& trial) {
  trial.use_fresh({.header_timeout = kNoHurry});
  (void)fastest_answer(trial);  // threads may start lazily
  const std::size_t threads = trial.process().threads();
  std::vector<HttpClient> idle = connections(trial, kIdle);
  // One that never spoke may still be held back by the kernel (man 7 tcp, TCP_DEFER_ACCEPT), and costs
  // nothing.
  const auto until = Clock::now() + 3 * trial.patience().must_happen();
  for (HttpClient& client : idle)
    expect(client.ask(get("/")).status == 200 && Clock::now() < until, client,
           "200, for each of 1,000 connections within some seconds");
  const auto last_idle = Clock::now();
  std::vector<HttpClient> dribbling = connections(trial, kDribbling);
  const std::string begun = "GET / HTTP/1.1\r\nHost: " + dribbling[0].host();
  for (const char byte : begun.substr(0, 10))
    for (HttpClient& client : dribbling) client.send(std::string_view(&byte, 1));
  const Milliseconds fastest = fastest_answer(trial);
  if (fastest > trial.patience().scaled(kPromisedAnswer))
    throw Failure("a request, beside 1,000 idle and 200 dribbling connections",
                  "an answer after " + std::to_string(fastest.count()) + " ms, the fastest of many",
                  "an answer within 100 ms");
  if (trial.process().threads() > threads + late_threads())
    throw Failure("1,200 connections",
                  grouped(trial.process().threads()) + " threads; before there were " + grouped(threads),
                  "no more threads, however many connections there are");
  for (HttpClient& client : dribbling) {
    client.send(begun.substr(10) + "\r\n\r\n");
    expect(client.read().status == 200, client,
           "200: each slow client is answered when its request is complete");
  }
  if (Clock::now() < last_idle + kMayBeClosed)
    expect(idle.back().ask(get("/")).status == 200, idle.back(),
           "200: an idle connection may be used at last");
}

void two_thousand(Trial& trial) {
  trial.use_fresh();
  std::vector<HttpClient> clients = connections(trial, 2'000);
  for (HttpClient& client : clients) client.send(get("/"));
  for (HttpClient& client : clients)
    expect(client.read().status == 200, client, "200 for each of 2,000 clients that are connected at once");
}

/// What they ask is there before the server looks, and so are some of them: one event for many. No more than
/// a short backlog holds, since a server may have one (man 2 listen).
void together(Trial& trial) {
  constexpr std::size_t kNew = 4;
  trial.use_fresh({.threads = 1});  // several loops might take one each, and none be left
  std::vector<HttpClient> clients;
  clients.reserve(100);
  for (std::size_t i = 0; i < 100 - kNew; ++i) {
    clients.emplace_back(trial);
    expect(clients.back().ask(get("/")).status == 200, clients.back(), "200");
  }
  trial.process().signal(SIGSTOP);
  for (std::size_t i = 0; i < kNew; ++i) clients.emplace_back(trial);
  for (HttpClient& client : clients) client.send(get("/missing.html") + get("/"));
  trial.process().signal(SIGCONT);
  for (HttpClient& client : clients) {
    expect(client.read().status == 404, client, "404, and 200, for each of 100 clients that came together");
    expect(client.read().status == 200, client, "404, and 200, for each of 100 clients that came together");
  }
}

/// The second ones get the descriptors that the first had; the deadlines of those must not be their own.
/// There are several, since a loop of its own may have each. False if nothing was shown: the machine was so
/// busy that the deadlines of the first had passed before the second ones were served.
bool reuses_descriptors(Trial& trial, Milliseconds limit, bool with_reset) {
  std::vector<HttpClient> first = connections(trial, 6);
  const auto began = Clock::now();
  for (HttpClient& client : first) {
    client.send("GET / HT");
    expect(client.wire().is_read_within(trial.patience().must_happen()), client,
           "a server that reads what is sent");
  }
  for (HttpClient& client : first) with_reset ? client.wire().reset() : client.wire().close();
  std::vector<HttpClient> second = connections(trial, 12);
  for (HttpClient& client : second) expect(client.ask(get("/")).status == 200, client, "200");
  const bool in_time = Clock::now() < began + limit;
  const auto until = Clock::now() + limit + kAWhile;
  for (HttpClient& client : second) {
    const auto left = std::chrono::ceil<Milliseconds>(until - Clock::now());
    expect(client.wire().is_quiet_for(std::max(left, Milliseconds(0))), client,
           "nothing: this connection has no deadline that passes now");
    client.expect_open("only the connection before it was late");
  }
  return in_time;
}

/// On a busy machine once more, with more time for the head.
void reused_descriptor(Trial& trial) {
  bool shown = false;
  for (Milliseconds limit{500}; !shown && limit <= Milliseconds(2'000); limit *= 2) {
    trial.use_fresh({.header_timeout = limit});
    shown = reuses_descriptors(trial, limit, true) && reuses_descriptors(trial, limit, false);
  }
}

}  // namespace

Checks http_loop_checks() {
  const std::string chapter = kChapter09;
  const char* const by_hand =
      "for i in $(seq 1000); do sleep 60 | nc 127.0.0.1 {port} & done\n"
      "time curl -i http://127.0.0.1:{port}/";
  return {
      {.name = "idle-and-dribbling",
       .promise = "beside 1,000 idle and 200 dribbling connections a request is answered, on no more threads",
       .chapter = chapter,
       .why = "a loop costs a connection some memory, not a thread (man 7 epoll); a program has 1,024 "
              "descriptors "
              "unless it asks for more (man 2 setrlimit)",
       .by_hand = by_hand,
       .run = idle_and_dribbling},
      {.name = "two-thousand",
       .promise = "2,000 connections fit, and each is answered",
       .chapter = chapter,
       .why = "a program has 1,024 descriptors unless it asks for more (man 2 setrlimit)",
       .by_hand = by_hand,
       .run = two_thousand},
      {.name = "together",
       .promise = "100 clients that come together with two requests each are all answered",
       .chapter = chapter,
       .why = "edge-triggered events tell once (man 7 epoll): accept and read until EAGAIN, and look for a "
              "second "
              "request in the buffer",
       .by_hand = "for i in $(seq 100); do curl -s -o /dev/null http://127.0.0.1:{port}/ & done; wait",
       .run = together},
      {.name = "reused-descriptor",
       .promise = "the deadline of a connection that is gone ends no other",
       .chapter = chapter,
       .why = "the next connection gets the lowest free descriptor (man 2 accept, man 2 open), which is the "
              "one just "
              "closed: a timer must know its connection, not its number",
       .by_hand = "printf 'GET /' | nc -w 0 127.0.0.1 {port}; sleep 60 | nc 127.0.0.1 {port}",
       .needs = kServer | kHeaderTimeout,
       .run = reused_descriptor}};
}

Checks http_worker_checks() {
  const auto loops = [](Trial& trial) {
    const auto threads_with = [&](unsigned count) {
      trial.use_fresh({.threads = count});
      std::vector<HttpClient> clients = connections(trial, 50);
      for (HttpClient& client : clients) client.send(get("/"));  // together, since threads may start lazily
      for (HttpClient& client : clients) expect(client.read().status == 200, client, "200");
      return trial.process().threads();
    };
    const std::size_t with_one = threads_with(1);
    const std::size_t with_five = threads_with(5);
    if (with_five > with_one + 4 || with_five <= with_one)
      throw Failure("50 clients, with {threads} of 1 and of 5",
                    grouped(with_one) + " and " + grouped(with_five) + " threads",
                    "more threads, and at most four more");
  };
  return {{.name = "loops",
           .promise = "there are as many loops as {threads} says, and not more",
           .chapter = kChapter10,
           .why = "a loop a core is what the machine can run at once; more only take turns",
           .by_hand = "ls /proc/{pid}/task | wc -l",
           .needs = kServer | kThreads,
           .run = loops}};
}

}  // namespace ladder::check
