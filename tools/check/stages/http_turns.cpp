#include "check/stages/http_turns.hpp"

#include <algorithm>

#include "check/command.hpp"
#include "check/root.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

std::vector<HttpClient> connections(Trial& trial, std::size_t count) {
  std::vector<HttpClient> clients;
  clients.reserve(count);
  for (std::size_t i = 0; i < count; ++i) clients.emplace_back(trial);
  return clients;
}

namespace {

void stuck_downloads(Trial& trial) {
  trial.use({});
  trial.root().write("large.txt", noise(6'000'000));
  std::vector<HttpClient> stuck;
  for (int i = 0; i < 20; ++i) {
    stuck.emplace_back(trial, Width::narrow);
    stuck.back().send(get("/large.txt"));
  }
  for (int i = 0; i < 3; ++i)
    expect(stuck.back().wire().is_filled_within(trial.patience().must_happen()), stuck.back(),
           "a download that has begun");
  HttpClient client(trial);
  expect(client.ask(get("/")).status == 200, client, "200: who does not read its download delays nobody");
  expect(stuck[7].read().body == trial.root().read("large.txt"), stuck[7],
         "the whole download, once it is read");
}

/// Uploads that come at the same time, each larger than what a loop reads in one turn, and whole in the
/// kernel before they are read: no further event tells of what is left.
void uploads_take_turns(Trial& trial) {
  constexpr std::size_t kUploads = 6;
  constexpr std::size_t kPiece = 256 * 1024;
  trial.use({});
  // Before anybody connects: from then on the server waits for it.
  const std::string host = "127.0.0.1:" + std::to_string(trial.port());
  const std::string upload = replaced(post_json("[\"" + std::string(6'000'000, 'x') + "\"]"), "{host}", host);
  std::vector<HttpClient> clients = connections(trial, kUploads);
  std::vector<std::size_t> sent(kUploads, 0);
  const auto sends_some = [&] {
    std::size_t taken = 0;
    for (std::size_t i = 0; i < kUploads; ++i) {
      const std::size_t more = clients[i].wire().send_some(std::string_view(upload).substr(sent[i], kPiece));
      sent[i] += more;
      taken += more;
    }
    return taken > 0;
  };
  const auto is_sent = [&](std::size_t bytes) { return bytes == upload.size(); };
  while (!std::all_of(sent.begin(), sent.end(), is_sent) && trial.eventually(sends_some)) continue;
  for (std::size_t i = 0; i < kUploads; ++i)
    expect(sent[i] == upload.size() && clients[i].read().status == 201, clients[i],
           "201 for each of six uploads of 6 MB that come at the same time; of this one " + grouped(sent[i]) +
               " bytes were taken");
}

}  // namespace

Checks http_turn_checks() {
  const std::string chapter = kChapter09;
  return {
      {.name = "stuck-downloads",
       .promise = "20 clients that do not read their downloads delay nobody, and lose nothing",
       .chapter = chapter,
       .why = "EAGAIN on send means later, not never (man 2 send): keep the rest, wait until the socket is "
              "writable",
       .by_hand = "head -c 6000000 /dev/zero >{root}/large.txt\n"
                  "for i in $(seq 20); do curl -s --limit-rate 1k http://127.0.0.1:{port}/large.txt "
                  ">/dev/null & done; sleep 1\n"
                  "curl -i http://127.0.0.1:{port}/",
       .needs = kServer | kRoot,
       .run = stuck_downloads},
      {.name = "uploads-take-turns",
       .promise = "six uploads of 6 MB that come at the same time are all answered",
       .chapter = chapter,
       .why = "a loop reads a bounded amount from each connection, so that all get their turn; who has more "
              "must be "
              "remembered, since an edge-triggered event tells once (man 7 epoll, \"starvation\")",
       .by_hand =
           "{ printf '[\"'; head -c 6000000 /dev/zero | tr '\\0' x; printf '\"]'; } >/tmp/six\n"
           "for i in 1 2 3 4 5 6; do curl -s -H 'Content-Type: application/json' --data-binary @/tmp/six "
           "http://127.0.0.1:{port}/upload & done; wait",
       .needs = kServer | kRoot,
       .run = uploads_take_turns}};
}

}  // namespace ladder::check
