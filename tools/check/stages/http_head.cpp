/// \file
/// Stage 05: the request line and the head; what is served, and what is refused and how.

#include "check/http.hpp"
#include "check/stages/http_rows.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

namespace {

std::string line(const std::string& request_line) { return request_line + "\r\nHost: {host}\r\n\r\n"; }

void page(Trial& trial) {
  HttpClient client(trial);
  const Response response = client.ask(get("/"));
  expect(response.status == 200, client, "200");
  expect(response.field("content-type").starts_with("text/html"), client, "Content-Type: text/html");
  expect(!response.body.empty(), client, "a page in the body");
  expect(response.has("content-length") || response.has("transfer-encoding"), client,
         "Content-Length (or chunks), so that the client knows where the page ends");
  client.expect_open("HTTP/1.1 keeps connections (RFC 9112 section 9.3)");
}

void not_found(Trial& trial) {
  expect_rows(trial, {{"a path that is not there", get("/missing.html"), {404}, Then::as_it_says},
                      {"another one", get("/no/such/page.html"), {404}, Then::as_it_says}});
}

void head(Trial& trial) {
  const Response whole = ask(trial, get("/"));
  HttpClient client(trial);
  const Response only_head = client.ask("HEAD / HTTP/1.1\r\nHost: {host}\r\n\r\n", Body::none);
  expect(only_head.status == 200, client, "200, as for GET");
  expect(only_head.field("content-type") == whole.field("content-type"), client,
         "the Content-Type of GET: " + whole.field("content-type"));
  expect(
      !only_head.has("content-length") || only_head.field("content-length") == whole.field("content-length"),
      client, "the Content-Length that GET has: " + whole.field("content-length"));
  client.expect_open("no byte of a body came with the answer to HEAD");
}

void methods(Trial& trial) {
  expect_rows(
      trial,
      {{"POST to a page",
        "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n",
        {405},
        Then::as_it_says,
        "a known method on the wrong resource; Allow tells which ones would do (RFC 9110 section 15.5.6)",
        "allow"},
       {"OPTIONS",
        line("OPTIONS / HTTP/1.1"),
        {200, 204},
        Then::as_it_says,
        "RFC 9110 section 9.3.7",
        "allow"},
       {"OPTIONS *", line("OPTIONS * HTTP/1.1"), {200, 204}, Then::as_it_says, "RFC 9112 section 3.2.4"},
       {"a method that nobody knows",
        line("BREW / HTTP/1.1"),
        {501},
        Then::as_it_says,
        "RFC 9110 section 15.6.2"},
       {"a method of 90 letters",
        line(std::string(90, 'M').append(" / HTTP/1.1")),
        {501},
        Then::as_it_says,
        "a method is any token, however long (RFC 9110 section 9.1); a buffer of the server's is no limit"},
       {"CONNECT",
        line("CONNECT {host} HTTP/1.1"),
        {400, 405, 501},
        Then::as_it_says,
        "this server is no proxy (RFC 9110 section 9.3.6)"},
       {"a method in lower case",
        line("get / HTTP/1.1"),
        {501},
        Then::as_it_says,
        "methods are case-sensitive (RFC 9110 section 9.1): get is not GET, but unknown"}});
}

void request_lines_refused(Trial& trial) {
  const auto bad = [](const std::string& what, const std::string& text) {
    return Row{what, text, {400}, Then::ends};
  };
  expect_rows(trial,
              {bad("two spaces in the request line", line("GET  / HTTP/1.1")),
               bad("a tab in place of a space", line("GET\t/ HTTP/1.1")),
               bad("no version", line("GET /")),
               bad("a version of three digits", line("GET / HTTP/1.10")),
               bad("a version in lower case", line("GET / http/1.1")),
               bad("a space at the end of the line", line("GET / HTTP/1.1 ")),
               bad("a space before the line", line(" GET / HTTP/1.1")),
               bad("a method that is no token", line("G@T / HTTP/1.1")),
               bad("a target that begins with no slash", line("GET page.html HTTP/1.1")),
               bad("a NUL in the target", line(std::string("GET /a\0b HTTP/1.1", 17))),
               {"HTTP/2.0", line("GET / HTTP/2.0"), {505}, Then::as_it_says, "RFC 9110 section 15.6.6"}});
}

void fields_refused(Trial& trial) {
  const auto bad = [](const std::string& what, const std::string& fields) {
    return Row{what, "GET / HTTP/1.1\r\nHost: {host}\r\n" + fields + "\r\n", {400}, Then::ends};
  };
  expect_rows(
      trial,
      {{"a field that is ended by LF alone",
        "GET / HTTP/1.1\r\nHost: {host}\r\nX: 1\n\r\n",
        {400},
        Then::ends,
        "a recipient may take LF alone for the end of a line (RFC 9112 section 2.2); this course asks "
        "for 400, since a proxy in front that does not takes two lines for one"},
       bad("a bare CR in a value", "X: a\rb\r\n"),
       bad("a NUL in a value", std::string("X: a\0b\r\n", 8)),
       bad("a folded line", "X: 1\r\n 2\r\n"),
       bad("a space before the colon", "X : 1\r\n"),
       bad("an empty field name", ": 1\r\n"),
       bad("a field without a colon", "X\r\n"),
       bad("a field name that is no token", "X(1): 1\r\n"),
       bad("Host twice", "Host: {host}\r\n"),
       {"no Host in HTTP/1.1", "GET / HTTP/1.1\r\n\r\n", {400}, Then::as_it_says, "RFC 9112 section 3.2"},
       {"a Host that is no host",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        {400},
        Then::as_it_says,
        "RFC 9112 section 3.2"}});
}

}  // namespace

Checks http_head_checks() {
  const std::string chapter = kChapter05;
  return {
      {.name = "page",
       .promise = "GET / is a page of html with its length, and the connection stays open",
       .chapter = chapter,
       .why = "RFC 9110 section 9.3.1; the length tells where the answer ends (RFC 9112 section 6.3)",
       .by_hand = "curl -i http://127.0.0.1:{port}/",
       .is_one_exchange = true,
       .run = page},
      {.name = "not-found",
       .promise = "other paths are 404, and the connection goes on as the answer says",
       .chapter = chapter,
       .why = "RFC 9110 section 15.5.5; a connection that ends must say so (RFC 9112 section 9.6)",
       .by_hand = "curl -i http://127.0.0.1:{port}/missing.html",
       .run = not_found},
      {.name = "head",
       .promise = "HEAD is the head of GET without the body",
       .chapter = chapter,
       .why = "RFC 9110 section 9.3.2: a body would be taken for the next answer",
       .by_hand = "curl -I http://127.0.0.1:{port}/",
       .is_one_exchange = true,
       .run = head},
      {.name = "methods",
       .promise = "405 with Allow for a known method in the wrong place, 501 for an unknown one",
       .chapter = chapter,
       .run = methods},
      {.name = "request-lines-refused",
       .promise = "malformed request lines are 400, and the connection is closed",
       .chapter = chapter,
       .why =
           "RFC 9112 section 3: method, one space, target, one space, version, CRLF. The RFC lets a server "
           "be lenient with blanks; this course asks for 400, since who guesses what was meant differs "
           "from the proxy in front",
       .run = request_lines_refused},
      {.name = "fields-refused",
       .promise = "malformed fields are 400, and the connection is closed",
       .chapter = chapter,
       .why =
           "RFC 9112 sections 2.2 and 5: two programs that read such a line differently can be played off "
           "against "
           "each other (request smuggling). Where the RFC lets a server mend the line (a bare CR, a fold), "
           "this course asks for 400",
       .run = fields_refused},
  };
}

}  // namespace ladder::check
