/// \file
/// What every TCP echo server promises: the bytes come back, all of them, in order, and each stream ends on
/// its own.

#include "check/expect.hpp"
#include "check/root.hpp"
#include "check/stages/stages.hpp"
#include "check/trial.hpp"

namespace ladder::check {

namespace {

constexpr std::size_t kLargeBytes = 8'000'000;
/// More than the kernel keeps for a client that does not read: 4 MB at most on either side (man 7 tcp,
/// tcp_wmem).
constexpr std::size_t kStuckBytes = 5'000'000;

void echo(Trial& trial) {
  Connection client = trial.connect();
  expect_echo(client, "hello\n");
}

void without_newline(Trial& trial) {
  Connection client = trial.connect();
  expect_echo(client, "no newline at the end");
  expect_echo(client, "!");
}

void every_byte(Trial& trial) {
  std::string bytes = "a NUL \0 in the middle\r\n";
  bytes.insert(6, 1, '\0');
  for (int value = 0; value < 256; ++value) bytes += static_cast<char>(value);
  Connection client = trial.connect();
  expect_echo(client, bytes);
}

void one_at_a_time(Trial& trial) {
  Connection client = trial.connect();
  for (int value = 0; value < 256; ++value) expect_echo(client, std::string(1, static_cast<char>(value)));
}

void sizes(Trial& trial) {
  Connection client = trial.connect();
  // Around the sizes that buffers have, and the segments of the loopback: each must come back alone.
  for (const std::size_t size : {2U, 255U, 256U, 1'023U, 1'024U, 1'025U, 4'095U, 4'096U, 4'097U, 8'192U,
                                 65'535U, 65'536U, 65'537U, 200'000U})
    expect_echo(client, noise(size));
}

void large(Trial& trial) {
  Connection client = trial.connect();
  const std::string bytes = noise(kLargeBytes);
  expect_echo(client, bytes);
  expect_echo(client, "still there?");
}

void slow_reader(Trial& trial) {
  Connection client = trial.connect(Width::narrow);
  const std::string bytes = noise(kStuckBytes);
  expect_same(client, client.exchange(client.send_ahead(bytes), bytes.size()), bytes);
}

void half_close(Trial& trial) {
  Connection client = trial.connect(Width::narrow);
  const std::string bytes = noise(kStuckBytes);
  const std::string came = client.exchange(client.send_ahead(bytes), bytes.size(), /*then_half_close=*/true);
  expect_same(client, came, bytes);
  expect(client.ends_cleanly(), client,
         "the end of the stream after the last byte, since the client has ended its side");
}

void half_close_at_once(Trial& trial) {
  Connection client = trial.connect();
  expect(client.send("last words"), client, "a server that takes ten bytes");
  client.half_close();
  expect_same(client, client.receive_all(), "last words");
  expect(client.ends_cleanly(), client, "the end of the stream after the last byte");
}

void nothing_said(Trial& trial) {
  Connection client = trial.connect();
  client.half_close();
  expect(client.ends_cleanly(), client, "no byte, and the end of the stream");
  Connection next = trial.connect();
  expect_echo(next, "and the next is served");
}

}  // namespace

Checks echo_checks() {
  const std::string chapter = kChapter01;
  return {
      {.name = "echo",
       .promise = "what a client sends comes back",
       .chapter = chapter,
       .why = "that is all an echo server does (RFC 862); nothing is added, nothing left out",
       .by_hand = "printf 'hello\\n' | nc -N 127.0.0.1 {port}",
       .is_one_exchange = true,
       .run = echo},
      {.name = "without-newline",
       .promise = "bytes come back as they come, without waiting for the end of a line",
       .chapter = chapter,
       .why =
           "TCP carries bytes and knows no lines (RFC 9293 section 2.2): a server that waits for \"\\n\", as "
           "fgets or readline do, answers this client never",
       .by_hand = "{ printf 'no newline'; sleep 1; } | nc -N 127.0.0.1 {port}",
       .is_one_exchange = true,
       .run = without_newline},
      {.name = "every-byte",
       .promise = "all 256 byte values come back, NUL too",
       .chapter = chapter,
       .why =
           "recv gives a number of bytes, not a C string (man 2 recv): strlen stops at a NUL, and text modes "
           "change line ends",
       .by_hand = "printf 'a\\000b\\377\\r\\n' | nc -N 127.0.0.1 {port} | od -c",
       .is_one_exchange = true,
       .run = every_byte},
      {.name = "one-at-a-time",
       .promise = "256 single bytes each come back before the next is sent",
       .chapter = chapter,
       .why = "recv returns as soon as something is there (man 2 recv); waiting for a full buffer "
              "(MSG_WAITALL, fread) waits for ever",
       .by_hand = "{ printf a; sleep 1; printf b; sleep 1; } | nc -N 127.0.0.1 {port}",
       .is_one_exchange = true,
       .run = one_at_a_time},
      {.name = "sizes",
       .promise = "pieces of every size come back whole, also those as large as a buffer",
       .chapter = chapter,
       .why = "a buffer that is exactly full is the classic off-by-one; and what does not fit in one buffer "
              "comes "
              "with the next recv",
       .by_hand =
           "head -c 65537 /dev/urandom >/tmp/sent; nc -N 127.0.0.1 {port} </tmp/sent | cmp - /tmp/sent",
       .is_one_exchange = true,
       .run = sizes},
      {.name = "large",
       .promise = "8 MB come back while they are still being sent, and the connection stays",
       .chapter = chapter,
       .why = "send takes some bytes, not always all (man 2 send): what it did not take must be sent again, "
              "from "
              "where it stopped",
       .by_hand =
           "head -c 8000000 /dev/urandom >/tmp/sent; nc -N 127.0.0.1 {port} </tmp/sent | cmp - /tmp/sent",
       .is_one_exchange = true,
       .run = large},
      {.name = "slow-reader",
       .promise = "a client that reads late loses nothing",
       .chapter = chapter,
       .why =
           "while the client does not read, the buffers fill and send takes only a part, or blocks, or says "
           "EAGAIN (man 2 send); the rest must be kept",
       .by_hand = "head -c 8000000 /dev/urandom >/tmp/sent\n"
                  "nc -N 127.0.0.1 {port} </tmp/sent | { sleep 2; cmp - /tmp/sent; }",
       .is_one_exchange = true,
       .run = slow_reader},
      {.name = "half-close",
       .promise = "after the client's half-close the rest is sent, then the server closes",
       .chapter = chapter,
       .why = "each direction of a connection ends on its own (RFC 9293 section 3.6, man 2 shutdown): end of "
              "stream "
              "from the client means that it sends no more, not that it reads no more",
       .by_hand =
           "head -c 8000000 /dev/urandom >/tmp/sent; nc -N 127.0.0.1 {port} </tmp/sent | cmp - /tmp/sent",
       .is_one_exchange = true,
       .run = half_close},
      {.name = "half-close-at-once",
       .promise = "bytes and half-close that arrive together are answered by bytes and an end",
       .chapter = chapter,
       .why = "the end of the stream comes after the bytes before it (man 2 recv: 0 is returned once they "
              "are read)",
       .by_hand = "printf 'last words' | nc -N 127.0.0.1 {port}",
       .is_one_exchange = true,
       .run = half_close_at_once},
      {.name = "nothing-said",
       .promise = "a client that ends without a word is answered by an end",
       .chapter = chapter,
       .why = "recv returning 0 is the end of the stream, the first time too (man 2 recv)",
       .by_hand = "nc -N 127.0.0.1 {port} </dev/null; echo \"ended with $?\"",
       .is_one_exchange = true,
       .run = nothing_said},
  };
}

}  // namespace ladder::check
