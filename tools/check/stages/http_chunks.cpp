/// \file
/// Stage 07: bodies in chunks, stored whole or refused.

#include "check/http.hpp"
#include "check/stages/http_rows.hpp"
#include "check/stages/stages.hpp"
#include "check/stages/uploads.hpp"

namespace ladder::check {

namespace {

std::string chunked(const std::string& chunks, const std::string& fields = "") {
  return "POST /upload HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nTransfer-Encoding: "
         "chunked\r\n" +
         fields + "\r\n" + chunks;
}

void chunks(Trial& trial) {
  const std::string json = R"({"chunked": [1, 2, 3]}          )";  // 5, 16 and 11 bytes
  const std::string sent = chunked(
      "5;x=\"y\"\r\n{\"chu\r\n010\r\nnked\": [1, 2, 3]\r\nB\r\n}          \r\n0\r\nX-Trailer: 1\r\n\r\n");
  HttpClient whole(trial);
  const Response response = whole.ask(sent + get("/"));
  (void)expect_stored(trial, whole, response, json);
  expect(whole.read().status == 200, whole, "200 for the request behind the last chunk");
  HttpClient pieces(trial);
  const std::size_t head = sent.find("\r\n\r\n");
  pieces.send(sent.substr(0, head));
  for (const char byte : sent.substr(head)) {
    pieces.send(std::string_view(&byte, 1));
    (void)pieces.wire().is_read_within(Milliseconds(10));  // so that the pieces come apart
  }
  const Response in_pieces = pieces.read();
  (void)expect_stored(trial, pieces, in_pieces, json);
}

void chunks_refused(Trial& trial) {
  const auto before = trial.root().uploads();
  const auto bad = [](const std::string& what, const std::string& text) {
    return Row{what, chunked(text), {400}, Then::ends};
  };
  expect_rows(trial, {bad("a chunk size of no digits", "\r\n[]\r\n0\r\n\r\n"),
                      bad("a chunk size that is no number", "g\r\n[]\r\n0\r\n\r\n"),
                      bad("0x2 as a chunk size", "0x2\r\n[]\r\n0\r\n\r\n"),
                      bad("-2 as a chunk size", "-2\r\n[]\r\n0\r\n\r\n"),
                      bad("a space before a chunk size", " 2\r\n[]\r\n0\r\n\r\n"),
                      bad("a chunk size over 64 bits", "10000000000000002\r\n[]\r\n0\r\n\r\n"),
                      bad("a chunk longer than its size", "1\r\n[]\r\n0\r\n\r\n"),
                      bad("LF alone behind a chunk size", "2\n[]\r\n0\r\n\r\n")});
  if (!new_uploads(trial, before).empty())
    throw Failure("bodies with malformed chunks", "new files in uploads/", "nothing left behind");
}

}  // namespace

Checks http_chunk_checks() {
  const std::string chapter = kChapter07;
  return needing(
      kRoot,
      {{.name = "chunks",
        .promise = "a chunked body is stored whole, with extensions, trailers, and in single bytes",
        .chapter = chapter,
        .why = "RFC 9112 section 7.1: sizes are hexadecimal, with zeros in front or not",
        .by_hand = "curl -i -H 'Transfer-Encoding: chunked' -H 'Content-Type: application/json' -d '[1]' "
                   "http://127.0.0.1:{port}/upload",
        .is_one_exchange = true,
        .run = chunks},
       {.name = "chunks-refused",
        .promise = "malformed chunks are 400, the connection is closed and nothing is left behind",
        .chapter = chapter,
        .why = "RFC 9112 section 7.1: strtol takes \" 2\", \"-2\" and \"0x2\", the grammar does not",
        .run = chunks_refused}});
}

}  // namespace ladder::check
