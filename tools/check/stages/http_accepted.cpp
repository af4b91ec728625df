/// \file
/// Stage 05: what is unusual but valid, whose host it is, and what is too long.

#include "check/http.hpp"
#include "check/stages/http_rows.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

namespace {

std::string line(const std::string& request_line) { return request_line + "\r\nHost: {host}\r\n\r\n"; }

void accepted(Trial& trial) {
  const std::string long_target = "/?" + std::string(7'800, 'a');
  expect_rows(trial,
              {{"two empty lines before the request",
                "\r\n\r\n" + get("/"),
                {200},
                Then::as_it_says,
                "RFC 9112 section 2.2"},
               {"an absolute target",
                "GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n",
                {200},
                Then::as_it_says,
                "a server MUST accept it (RFC 9112 section 3.2.2)"},
               {"an absolute target, and another Host beside it",
                "GET http://{host}/ HTTP/1.1\r\nHost: other.example\r\n\r\n",
                {200},
                Then::as_it_says,
                "the target's authority takes the place of Host (RFC 9112 section 3.2.2)"},
               {"an upgrade that nobody grants",
                get("/", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n"),
                {200},
                Then::as_it_says,
                "a server may pass Upgrade over (RFC 9110 section 7.8)"},
               {"HTTP/1.2",
                line("GET / HTTP/1.2"),
                {200},
                Then::as_it_says,
                "a higher minor version (RFC 9110 section 2.5)"},
               {"field names in any case, and space around values",
                "GET / HTTP/1.1\r\nhOsT: \t {host} \r\nX:\r\n\r\n",
                {200},
                Then::as_it_says,
                "RFC 9110 section 5.1, RFC 9112 section 5"},
               {"99 fields",
                get("/",
                    [] {
                      std::string fields;
                      for (int i = 0; i < 98; ++i) fields += "X" + std::to_string(i) + ": 1\r\n";
                      return fields;
                    }()),
                {200},
                Then::as_it_says,
                "100 are allowed"},
               {"a target of 7,802 bytes",
                get(long_target),
                {200, 404},
                Then::as_it_says,
                "8,000 are asked for (RFC 9112 section 3)"},
               {"localhost as Host",
                "GET / HTTP/1.1\r\nHost: localhost:{port_number}\r\n\r\n",
                {200},
                Then::as_it_says,
                "it is a name of this server"}});
}

void host_of_another(Trial& trial) {
  expect_rows(trial,
              {{"a Host that is not this server", "GET / HTTP/1.1\r\nHost: other.example\r\n\r\n", {421}},
               {"an absolute target that is not this server",
                "GET http://other.example/ HTTP/1.1\r\nHost: {host}\r\n\r\n",
                {421},
                Then::as_it_says,
                "the target's authority takes the place of Host (RFC 9112 section 3.2.2)"},
               {"another port", "GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", {421}}});
}

void too_long(Trial& trial) {
  std::string fields;
  for (int i = 0; i < 150; ++i) fields += "X" + std::to_string(i) + ": 1\r\n";
  expect_rows(trial, {{"a target of 9,000 bytes",
                       get("/" + std::string(9'000, 'a')),
                       {414},
                       Then::ends,
                       "RFC 9110 section 15.5.15"},
                      {"150 fields", get("/", fields), {431}, Then::ends, "RFC 6585 section 5"},
                      {"a field of 40,000 bytes",
                       get("/", "X: " + std::string(40'000, 'a') + "\r\n"),
                       {431},
                       Then::ends,
                       "RFC 6585 section 5"}});
}

}  // namespace

Checks http_accepted_checks() {
  const std::string chapter = kChapter05;
  return {
      {.name = "accepted",
       .promise = "what is unusual but valid is served",
       .chapter = chapter,
       .run = accepted},
      {.name = "host-of-another",
       .promise = "a Host that is not this server's is 421",
       .chapter = chapter,
       .why = "RFC 9110 section 15.5.20: else a page elsewhere can make a browser talk to this server under "
              "its own "
              "name (DNS rebinding)",
       .run = host_of_another},
      {.name = "too-long",
       .promise = "targets over 8,000 bytes are 414, heads over 32 KiB or 100 fields 431, read whole",
       .chapter = chapter,
       .run = too_long},
  };
}

}  // namespace ladder::check
