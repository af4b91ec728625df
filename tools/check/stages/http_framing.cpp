/// \file
/// Stage 05: where a request ends. What leaves it in doubt is refused, and the connection with it.

#include "check/http.hpp"
#include "check/stages/http_rows.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

namespace {

std::string post(const std::string& fields, const std::string& body = "",
                 const std::string& version = "1.1") {
  return "POST / HTTP/" + version + "\r\nHost: {host}\r\n" + fields + "\r\n" + body;
}

void lengths_refused(Trial& trial) {
  const auto bad = [](const std::string& what, const std::string& fields) {
    return Row{what, post(fields, "hello"), {400}, Then::ends};
  };
  expect_rows(
      trial,
      {bad("two lengths that differ", "Content-Length: 5\r\nContent-Length: 6\r\n"),
       bad("the same length twice", "Content-Length: 5\r\nContent-Length: 5\r\n"),
       bad("a list of lengths", "Content-Length: 5, 5\r\n"), bad("+5 as a length", "Content-Length: +5\r\n"),
       bad("-5 as a length", "Content-Length: -5\r\n"), bad("0x5 as a length", "Content-Length: 0x5\r\n"),
       bad("5 and letters as a length", "Content-Length: 5abc\r\n"),
       bad("an empty length", "Content-Length:\r\n"),
       bad("a length over 64 bits", "Content-Length: 18446744073709551621\r\n")});
}

void codings_refused(Trial& trial) {
  const std::string chunks = "5\r\nhello\r\n0\r\n\r\n";
  const auto bad = [&](const std::string& what, const std::string& fields, std::vector<int> statuses,
                       const std::string& version = "1.1") {
    return Row{what, post(fields, chunks, version), std::move(statuses), Then::ends};
  };
  expect_rows(
      trial, {bad("both a length and a coding", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", {400}),
              bad("both, the other way round", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", {400}),
              bad("a coding that nobody knows", "Transfer-Encoding: wonderful\r\n", {501}),
              bad("chunked, but not last", "Transfer-Encoding: chunked, gzip\r\n", {400, 501}),
              bad("chunked twice", "Transfer-Encoding: chunked, chunked\r\n", {400}),
              bad("a coding in HTTP/1.0", "Transfer-Encoding: chunked\r\n", {400}, "1.0")});
}

void absurd_length(Trial& trial) {
  expect_rows(trial, {{"a body of 99,999,999,999 bytes, announced",
                       post("Content-Length: 99999999999\r\n"),
                       {413},
                       Then::ends}});
}

void nothing_after(Trial& trial) {
  const std::string smuggled = get("/missing.html");
  for (const std::string& bad : {post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"),
                                 post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
                                 std::string("GET  / HTTP/1.1\r\nHost: {host}\r\n\r\n")}) {
    HttpClient client(trial);
    const Response response = client.ask(bad + smuggled);
    expect(response.status == 400, client, "400");
    client.expect_end("not one more byte is read as a request", /*may_break=*/true);
  }
}

void body_skipped(Trial& trial) {
  const std::string inside =
      get("/missing.html");  // if the body is taken for a request, this is answered: 404
  HttpClient client(trial);
  client.send(post("Content-Length: " + std::to_string(inside.size() + 20) + "\r\n"));
  std::string body = inside;
  body.resize(inside.size() + 20 + std::string("{host}").size() - client.host().size(), 'x');
  client.send(body);
  expect(client.read().status == 405, client, "405 for the POST");
  client.expect_open("the body of the refused request is skipped, not read as a request");
  HttpClient chunked(trial);
  expect(chunked.ask(post("Transfer-Encoding: chunked\r\n", "5\r\nGET /\r\n0\r\n\r\n")).status == 405,
         chunked, "405 for the POST");
  chunked.expect_open("its chunks are skipped, not read as a request");
}

}  // namespace

Checks http_framing_checks() {
  const std::string chapter = kChapter05;
  return {
      {.name = "lengths-refused",
       .promise = "a Content-Length that is not exactly one number is 400, and the connection is closed",
       .chapter = chapter,
       .why =
           "RFC 9112 section 6.3: who takes the first of two lengths, or strtol's opinion of \"5abc\", "
           "finds the next "
           "request elsewhere than the proxy in front. One length that is repeated may be taken for one (RFC "
           "9110 section 8.6); this course asks for 400",
       .run = lengths_refused},
      {.name = "codings-refused",
       .promise = "a Transfer-Encoding other than chunked is 501, one that contradicts itself 400",
       .chapter = chapter,
       .why =
           "RFC 9112 sections 6.1 and 6.3: this is where requests are smuggled. A length beside a coding may "
           "be overruled by it; this course asks for 400",
       .run = codings_refused},
      {.name = "absurd-length",
       .promise = "a body that is announced too long is 413 at once",
       .chapter = chapter,
       .why = "RFC 9110 section 15.5.14: the answer need not wait for the body, and must not",
       .run = absurd_length},
      {.name = "nothing-after-refusal",
       .promise = "behind a refused request not one more byte is read as a request",
       .chapter = chapter,
       .why = "what follows may be the body of the refused one, written by somebody else (RFC 9112 section "
              "11.2)",
       .by_hand = "printf 'GET  / HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\n\\r\\nGET / HTTP/1.1\\r\\nHost: "
                  "127.0.0.1:{port}\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
       .is_one_exchange = true,
       .run = nothing_after},
      {.name = "body-skipped",
       .promise = "the body of a request that is refused by 405 is skipped, and the next request answered",
       .chapter = chapter,
       .why = "the body belongs to the refused request, also where nobody wants it (RFC 9112 section 6)",
       .by_hand =
           "printf 'POST / HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\nContent-Length: 5\\r\\n\\r\\nhelloGET / "
           "HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\n\\r\\n' | nc -N 127.0.0.1 {port}",
       .is_one_exchange = true,
       .run = body_skipped},
  };
}

}  // namespace ladder::check
