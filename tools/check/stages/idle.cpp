/// \file
/// Who waits does not work: the processor's time of a program whose clients have nothing to say, or do not
/// read.

#include <csignal>
#include <thread>
#include <vector>

#include "check/datagram_socket.hpp"
#include "check/expect.hpp"
#include "check/http.hpp"
#include "check/root.hpp"
#include "check/stages/stages.hpp"
#include "check/trial.hpp"

namespace ladder::check {

namespace {

/// A loop that asks without waiting takes all that it can get; an interpreter that looks twenty times a
/// second whether there is something to do takes a hundredth.
constexpr double kMostShare = 0.5;
constexpr Milliseconds kWindow{200};

/// Looks again while it is busy: a runtime may have something to finish first.
void expect_waiting(Trial& trial, const std::string& clients) {
  double share = 0;
  const auto is_waiting = [&] {
    const auto before = trial.process().run_times();
    const auto start = Clock::now();
    std::this_thread::sleep_for(kWindow);  // it is what is measured
    const auto after = trial.process().run_times();
    share = share_taken(before, after, Clock::now() - start);
    return share < kMostShare && !is_any_ready(after);
  };
  if (eventually(
          std::min(trial.patience().on_this_machine(std::chrono::seconds(2)), trial.patience().must_happen()),
          is_waiting))
    return;
  throw Failure(clients + ", and then nothing",
                "the program was never without a thread that runs; last it took " +
                    std::to_string(static_cast<int>(share * 100)) + " % of what it could have",
                "a program that waits for its clients in the kernel, and costs nothing meanwhile");
}

void echo_idle(Trial& trial) {
  {
    Connection client = trial.connect();
    expect_echo(client, "and now I am silent");
    expect_waiting(trial, "a client that was served, and is silent");
  }
  Connection stuck = trial.connect(Width::narrow);
  (void)stuck.send_ahead(noise(5'000'000));
  expect_waiting(trial, "a client that sends 5,000,000 bytes and does not read");
  stuck.reset();
}

void datagrams_idle(Trial& trial) {
  DatagramSocket sender(trial.patience().must_happen());
  sender.send_to(trial.port(), "and now I am silent");
  sender.expect(trial.port(), "and now I am silent");
  expect_waiting(trial, "one datagram");
}

void http_idle(Trial& trial) {
  trial.use_fresh({.threads = 4, .queue = 16});
  HttpClient idle(trial);
  expect(idle.ask(get("/")).status == 200, idle, "200");
  HttpClient partial(trial);
  partial.send("GET / HTTP/1.1\r\nHo");
  HttpClient begun(trial);
  begun.send("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 10\r\n\r\nhello");
  std::vector<HttpClient> stuck;
  if ((trial.offers() & kRoot) != 0) {
    trial.root().write("large.txt", noise(6'000'000));
    stuck.emplace_back(trial, Width::narrow);
    stuck.back().send(get("/large.txt"));
    (void)stuck.back().wire().is_filled_within(trial.patience().must_happen());
  }
  expect_waiting(trial, "an idle connection, half a head, half a body, and a download that is not read");
}

Check idle_check(const char* chapter, void (*run)(Trial&)) {
  return {
      .name = "idle",
      .promise = "while its clients are silent or do not read, the server takes no processor time",
      .chapter = chapter,
      .why =
          "recv, accept, poll and epoll_wait wait in the kernel (man 2 poll: a timeout of 0 does not); who "
          "asks again and again takes the processor from those who have work",
      .by_hand = "sleep 60 | nc 127.0.0.1 {port} & sleep 1\ntop -b -n 2 -d 5 -p {pid}",
      .run = run};
}

}  // namespace

Check echo_idle_check() { return idle_check(kChapter01, echo_idle); }
Check datagram_idle_check() { return idle_check(kChapter02, datagrams_idle); }
Check http_idle_check() { return idle_check(kChapter05, http_idle); }

}  // namespace ladder::check
