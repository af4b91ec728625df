/// \file
/// Stage 05: the connection: kept or closed, requests in any pieces and several at a time.

#include <csignal>

#include "check/command.hpp"
#include "check/http.hpp"
#include "check/root.hpp"
#include "check/stages/http_rows.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

namespace {

void keep_alive(Trial& trial) {
  HttpClient client(trial);
  for (int i = 0; i < 10; ++i)
    expect(client.ask(get("/")).status == 200, client, "200 for each of ten requests");
  client.expect_open("it is HTTP/1.1, and nobody asked to close");
}

void close_asked(Trial& trial) {
  for (const char* const value : {"close", "Close", "keep-alive, close"}) {
    HttpClient client(trial);
    const Response response = client.ask(get("/", "Connection: " + std::string(value) + "\r\n"));
    expect(response.status == 200, client, "200");
    expect(response.says_close(), client,
           "\"Connection: close\" in an answer behind which the server closes");
    client.expect_end("the client asked for it");
  }
}

void version_1_0(Trial& trial) {
  HttpClient plain(trial);
  expect(plain.ask("GET / HTTP/1.0\r\n\r\n").status == 200, plain, "200, also without Host: it is HTTP/1.0");
  plain.expect_end("HTTP/1.0 closes unless it is asked to stay");
  HttpClient kept(trial);
  const Response response = kept.ask("GET / HTTP/1.0\r\nHost: {host}\r\nConnection: keep-alive\r\n\r\n");
  expect(response.status == 200, kept, "200");
  expect(lowered(response.field("connection")) == "keep-alive", kept,
         "\"Connection: keep-alive\": an HTTP/1.0 client knows by it that the connection stays");
  kept.expect_open("the client asked for it");
}

void pipelining(Trial& trial) {
  (void)trial.port();
  constexpr int kRounds = 12;
  std::string requests;
  for (int i = 0; i < kRounds; ++i)
    requests += get("/") + get("/missing.html") + "HEAD / HTTP/1.1\r\nHost: {host}\r\n\r\n";
  HttpClient client(trial);
  trial.process().signal(SIGSTOP);  // so that they are read together, however fast the server is
  client.send(requests);
  trial.process().signal(SIGCONT);
  for (int i = 0; i < kRounds; ++i) {
    expect(client.read().status == 200, client, "200, 404 and 200 for each of 12 rounds, in order");
    expect(client.read().status == 404, client, "200, 404 and 200 for each of 12 rounds, in order");
    expect(client.read(Body::none).status == 200, client, "200, 404 and 200 for each of 12 rounds, in order");
  }
  client.expect_open("all answers have been read");
}

void any_split(Trial& trial) {
  HttpClient probe(trial);
  const std::string requests = replaced(get("/missing.html") + get("/"), "{host}", probe.host());
  const auto until = Clock::now() + trial.patience().must_happen();
  // A server that is slow with each is not split at every byte.
  for (std::size_t split = 1; split < requests.size(); split += Clock::now() < until ? 1U : 7U) {
    HttpClient client(trial);
    client.send(std::string_view(requests).substr(0, split));
    (void)client.wire().is_read_within(
        Milliseconds(20));  // so that the pieces come apart, if the server is there
    client.send(std::string_view(requests).substr(split));
    const std::string where =
        ", split after byte " + std::to_string(split) + " of " + std::to_string(requests.size());
    expect(client.read().status == 404, client, "404 for the first request" + where);
    expect(client.read().status == 200, client, "200 for the second request" + where);
  }
}

void byte_by_byte(Trial& trial) {
  HttpClient client(trial);
  for (const char byte : replaced(get("/"), "{host}", client.host())) {
    client.send(std::string_view(&byte, 1));
    (void)client.wire().is_read_within(Milliseconds(20));
  }
  expect(client.read().status == 200, client, "200: a request may come in any pieces");
}

void half_closed(Trial& trial) {
  HttpClient client(trial);
  client.send(get("/missing.html") + get("/"));
  client.wire().half_close();
  expect(client.read().status == 404, client, "404: who has ended its side still reads");
  expect(client.read().status == 200, client, "200: who has ended its side still reads");
  client.expect_end("there can be no further request");
}

void survives(Trial& trial) {
  for (int round = 0; round < 10; ++round) {
    HttpClient reset(trial);
    reset.send("GET / HT");
    reset.wire().reset();
    HttpClient gone(trial);
    gone.send(get("/") + get("/"));
    gone.wire().reset();
    HttpClient babbling(trial);
    babbling.send(noise(2'000));
    HttpClient cut(trial);
    cut.send("GET / HTTP/1.1\r\nHo");
    cut.wire().half_close();
  }
  Response response;
  const bool goes_on = trial.eventually([&] {
    response = ask(trial, get("/"));
    return response.status == 200;  // 503 is right until the last of them has been dealt with
  });
  if (!goes_on) throw Failure(get("/"), response.head, "200: the server goes on");
}

void many(Trial& trial) {
  constexpr int kConnections = 1'100;
  constexpr std::size_t kSlack = 8;
  constexpr int kEnough = 100;
  trial.use_fresh();
  for (int i = 0; i < 20; ++i) (void)ask(trial, get("/"));
  const Process& program = trial.process();
  const std::size_t descriptors = program.descriptors() + kSlack;
  const std::size_t threads = program.threads() + late_threads();
  // A slow server shows with fewer whether they pile up.
  const auto until = Clock::now() + trial.patience().must_happen();
  for (int i = 0; i < kConnections && (i < kEnough || Clock::now() < until); ++i) {
    HttpClient client(trial);
    expect(client.ask(get(i % 2 == 0 ? "/" : "/missing.html")).status != 503, client,
           "an answer, as those before got it, each of which has left");
    if (i % 3 == 0) client.wire().reset();
  }
  if (!trial.eventually([&] { return program.descriptors() <= descriptors && program.threads() <= threads; }))
    throw Failure(grouped(kConnections) + " connections, one after another, all closed again",
                  grouped(program.descriptors()) + " open descriptors and " + grouped(program.threads()) +
                      " threads; after 20 there were " + grouped(descriptors - kSlack) + " and " +
                      grouped(threads - late_threads()),
                  "no more descriptors and threads than before");
}

}  // namespace

Checks http_connection_checks() {
  const std::string chapter = kChapter05;
  const std::string two = by_hand(get("/") + get("/"));
  return {
      {.name = "keep-alive",
       .promise = "ten requests are answered on one connection",
       .chapter = chapter,
       .why = "HTTP/1.1 keeps connections (RFC 9112 section 9.3)",
       .by_hand = "curl -sv http://127.0.0.1:{port}/ http://127.0.0.1:{port}/ 2>&1 | grep -i connection",
       .is_one_exchange = true,
       .run = keep_alive},
      {.name = "close-asked",
       .promise = "\"Connection: close\" is heeded, and answered by the same",
       .chapter = chapter,
       .why = "RFC 9112 section 9.6; the value is a list, in any case (RFC 9110 section 7.6.1)",
       .by_hand = "curl -i -H 'Connection: close' http://127.0.0.1:{port}/",
       .is_one_exchange = true,
       .run = close_asked},
      {.name = "http-1.0",
       .promise = "HTTP/1.0 closes, unless \"Connection: keep-alive\" is asked for",
       .chapter = chapter,
       .why = "RFC 9112 section 9.3 and appendix C.2.2",
       .by_hand = "curl -i -0 http://127.0.0.1:{port}/",
       .is_one_exchange = true,
       .run = version_1_0},
      {.name = "pipelining",
       .promise = "36 requests that come together are answered, all and in order",
       .chapter = chapter,
       .why = "RFC 9112 section 9.3.2: what is left in the buffer behind a request is the next one",
       .by_hand = two,
       .is_one_exchange = true,
       .run = pipelining},
      {.name = "any-split",
       .promise = "two requests are answered wherever the network splits them",
       .chapter = chapter,
       .why = "TCP knows no messages: a recv may give half a CRLF, or one and a half requests (man 2 recv)",
       .by_hand =
           "{ printf 'GET / HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r'; sleep 1; printf '\\n\\r\\n'; } | nc -N "
           "127.0.0.1 {port}",
       .is_one_exchange = true,
       .run = any_split},
      {.name = "byte-by-byte",
       .promise = "a request that comes in single bytes is answered",
       .chapter = chapter,
       .why = "TCP knows no messages (man 2 recv)",
       .by_hand = two,
       .is_one_exchange = true,
       .run = byte_by_byte},
      {.name = "half-closed",
       .promise = "a client that has ended its side gets the answers that it is owed",
       .chapter = chapter,
       .why = "each direction ends on its own (RFC 9293 section 3.6): printf | nc -N does it all the time",
       .by_hand = two,
       .is_one_exchange = true,
       .run = half_closed},
      {.name = "survives",
       .promise = "resets, half a request and noise do not end the server",
       .chapter = chapter,
       .why = "what a client does wrong becomes an answer, or nothing; it is no reason to end",
       .by_hand = "head -c 2000 /dev/urandom | nc -N 127.0.0.1 {port}; curl -i http://127.0.0.1:{port}/",
       .run = survives},
      {.name = "many-clients",
       .promise = "over 1,100 connections neither descriptors nor threads pile up",
       .chapter = chapter,
       .why = "every accepted descriptor must be closed (man 2 close), after a reset too",
       .by_hand = "for i in $(seq 1100); do curl -s -o /dev/null http://127.0.0.1:{port}/; done\n"
                  "ls /proc/{pid}/fd /proc/{pid}/task",
       .run = many},
  };
}

}  // namespace ladder::check
