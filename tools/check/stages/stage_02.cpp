/// \file
/// Stage 02, the server: every datagram comes back to its sender as one datagram, unchanged.

#include <csignal>
#include <vector>

#include "check/datagram_socket.hpp"
#include "check/excerpt.hpp"
#include "check/root.hpp"
#include "check/stages/stages.hpp"
#include "check/trial.hpp"

namespace ladder::check {

namespace {

void ask(Trial& trial, DatagramSocket& sender, std::string_view bytes) {
  const std::uint16_t port = trial.port();
  sender.send_to(port, bytes);
  sender.expect(port, bytes);
}

void echo(Trial& trial) {
  DatagramSocket sender(trial.patience().must_happen());
  ask(trial, sender, "hello\n");
}

void every_byte(Trial& trial) {
  DatagramSocket sender(trial.patience().must_happen());
  std::string bytes("a NUL \0 and no newline", 22);
  for (int value = 0; value < 256; ++value) bytes += static_cast<char>(value);
  ask(trial, sender, bytes);
}

void empty(Trial& trial) {
  DatagramSocket sender(trial.patience().must_happen());
  ask(trial, sender, "");
  ask(trial, sender, "after the empty one");
}

void sizes(Trial& trial) {
  DatagramSocket sender(trial.patience().must_happen());
  for (const std::size_t size :
       {1UL, 2UL, 512UL, 1'024UL, 1'025UL, 1'472UL, 1'473UL, 2'049UL, 4'097UL, 8'193UL, 32'769UL, 65'000UL})
    ask(trial, sender, noise(size));
  ask(trial, sender, "a short one after a long one");
}

void largest(Trial& trial) {
  DatagramSocket sender(trial.patience().must_happen());
  ask(trial, sender, noise(kMaxDatagramBytes - 1));
  ask(trial, sender, noise(kMaxDatagramBytes));
}

/// Well within what a receive buffer holds by default (212,992 bytes, man 7 socket), so that none may be
/// lost.
void burst(Trial& trial) {
  const std::uint16_t port = trial.port();
  DatagramSocket sender(trial.patience().must_happen());
  constexpr int kBurst = 20;
  const auto numbered = [](int number) { return "datagram " + std::to_string(number); };
  trial.process().signal(SIGSTOP);  // so that they wait together, however fast the server is
  for (int i = 0; i < kBurst; ++i) sender.send_to(port, numbered(i));
  trial.process().signal(SIGCONT);
  for (int i = 0; i < kBurst; ++i) sender.expect(port, numbered(i));
}

void several_senders(Trial& trial) {
  const std::uint16_t port = trial.port();
  std::vector<DatagramSocket> senders;
  for (int i = 0; i < 5; ++i) senders.emplace_back(trial.patience().must_happen());
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < senders.size(); ++i)
      senders[i].send_to(port, "sender " + std::to_string(i) + " round " + std::to_string(round));
    for (std::size_t i = senders.size(); i-- > 0;)
      senders[i].expect(port, "sender " + std::to_string(i) + " round " + std::to_string(round));
  }
}

void once(Trial& trial) {
  DatagramSocket sender(trial.patience().must_happen());
  ask(trial, sender, "once is enough");
  if (const auto more = sender.receive(kAWhile))
    throw Failure("one datagram: \"once is enough\"", "it came back, and then one more: " + described(*more),
                  "one datagram for one datagram");
}

void senders_gone(Trial& trial) {
  const std::uint16_t port = trial.port();
  for (int i = 0; i < 20; ++i) DatagramSocket(Milliseconds(0)).send_to(port, "I do not wait for the answer");
  DatagramSocket sender(trial.patience().must_happen());
  ask(trial, sender, "but I do");
}

void many_senders(Trial& trial) {
  constexpr int kSenders = 1'100;
  constexpr std::size_t kSlack = 8;
  trial.use_fresh();
  DatagramSocket first(trial.patience().must_happen());
  ask(trial, first, "first");
  const std::size_t before = trial.process().descriptors();
  for (int i = 0; i < kSenders; ++i) {
    DatagramSocket sender(trial.patience().must_happen());
    ask(trial, sender, "?");
  }
  const std::size_t after = trial.process().descriptors();
  if (after > before + kSlack)
    throw Failure(grouped(kSenders) + " datagrams, each from another socket",
                  grouped(after) + " open descriptors; there were " + grouped(before) + " before",
                  "no more open descriptors than before");
}

void stop(Trial& trial) {
  trial.use_fresh();
  DatagramSocket sender(trial.patience().must_happen());
  ask(trial, sender, "before the stop");
  trial.expect_stop();
}

}  // namespace

Checks stage_02() {
  const std::string chapter = kChapter02;
  Checks checks{
      {.name = "echo",
       .promise = "a datagram comes back to its sender",
       .chapter = chapter,
       .why = "recvfrom tells who sent (man 2 recv); the reply goes there, from the port it was sent to",
       .by_hand = "printf 'hello\\n' | nc -u -w 1 127.0.0.1 {port}",
       .is_one_exchange = true,
       .run = echo},
      {.name = "every-byte",
       .promise = "all 256 byte values come back, NUL too",
       .chapter = chapter,
       .why = "recvfrom gives a number of bytes, not a C string (man 2 recv)",
       .by_hand = "printf 'a\\000b\\377' | nc -u -w 1 127.0.0.1 {port} | od -c",
       .is_one_exchange = true,
       .run = every_byte},
      {.name = "empty",
       .promise = "a datagram of 0 bytes comes back as one, and ends nothing",
       .chapter = chapter,
       .why = "UDP has empty datagrams (RFC 768), and recvfrom returns 0 for one; there is no end of stream "
              "(man 2 "
              "recv)",
       .by_hand =
           "python3 -c 'import socket; s=socket.socket(2,2); s.settimeout(2); s.sendto(b\"\",(\"127.0.0.1\","
           "{port})); print(s.recv(9))'",
       .is_one_exchange = true,
       .run = empty},
      {.name = "sizes",
       .promise = "datagrams of 1 to 65,000 bytes come back whole, each as one",
       .chapter = chapter,
       .why = "what does not fit into the buffer of recvfrom is cut off and lost (man 2 recv); and the bytes "
              "of the "
              "datagram before are still in it",
       .by_hand = "python3 -c 'import socket; s=socket.socket(2,2); s.settimeout(2); s.sendto(b\"x\"*9000,"
                  "(\"127.0.0.1\",{port})); print(len(s.recv(65535)))'",
       .is_one_exchange = true,
       .run = sizes},
      {.name = "largest",
       .promise = "a datagram of 65,507 bytes comes back whole",
       .chapter = chapter,
       .why = "that is the largest that IPv4 carries: 65,535 less 20 for IP and 8 for UDP (RFC 791, RFC 768)",
       .by_hand = "python3 -c 'import socket; s=socket.socket(2,2); s.settimeout(2); s.sendto(b\"x\"*65507,"
                  "(\"127.0.0.1\",{port})); print(len(s.recv(65535)))'",
       .is_one_exchange = true,
       .run = largest},
      {.name = "burst",
       .promise = "20 datagrams in a row come back as 20, in order",
       .chapter = chapter,
       .why = "a datagram is never merged with another; on the loopback, within the receive buffer (man 7 "
              "socket), "
              "none is lost either",
       .by_hand = "{ for i in 1 2 3; do echo $i; sleep 0.1; done; } | nc -u -w 1 127.0.0.1 {port}",
       .run = burst},
      {.name = "several-senders",
       .promise = "five senders at a time each get their own datagrams",
       .chapter = chapter,
       .why = "the sender's address is part of each datagram: it must be kept with it, not remembered from "
              "another "
              "(man 2 recvfrom)",
       .by_hand = "nc -u 127.0.0.1 {port}      # in two more terminals",
       .run = several_senders},
      {.name = "once",
       .promise = "one datagram is answered by one",
       .chapter = chapter,
       .why = "an echo adds nothing (RFC 862)",
       .by_hand = "printf 'once' | nc -u -w 1 127.0.0.1 {port}",
       .run = once},
      {.name = "senders-gone",
       .promise = "senders that have gone away do not end the server",
       .chapter = chapter,
       .why = "the reply to a closed port makes the kernel report ECONNREFUSED on a later call of a "
              "connected socket "
              "(man 7 udp); that is no reason to end",
       .by_hand = "for i in 1 2 3; do printf x >/dev/udp/127.0.0.1/{port}; done  # bash\n"
                  "printf 'still there?' | nc -u -w 1 127.0.0.1 {port}",
       .run = senders_gone},
      {.name = "many-senders",
       .promise = "over 1,100 senders no descriptors pile up",
       .chapter = chapter,
       .why = "one socket serves every sender: UDP has no connections (RFC 768)",
       .by_hand = "for i in $(seq 1100); do printf x >/dev/udp/127.0.0.1/{port}; done  # bash\n"
                  "ls /proc/{pid}/fd | wc -l",
       .run = many_senders},
      {.name = "stop",
       .promise = "SIGTERM ends the server within 3 s",
       .chapter = chapter,
       .section = "Run it",
       .why = "SIGTERM asks a program to end (man 7 signal); one that waits in recvfrom must be woken by it",
       .by_hand = "kill {pid}",
       .run = stop},
  };
  checks.insert(checks.end() - 1, datagram_idle_check());
  append(checks, client_checks());
  return checks;
}

}  // namespace ladder::check
