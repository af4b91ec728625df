/// \file
/// The request head: what is read, what is refused, and why. Each row runs four ways. Limits, splits and
/// memory are in test_head_parser_splits.cpp.
#include "http/head_parser.hpp"

#include <string>

#include "support/catch.hpp"
#include "support/four_ways.hpp"

using namespace ladder::http;
using namespace ladder::test;
using State = HeadParser::State;

namespace {

/// Feeds the head as `way` says. A verdict is final, so parsing all bytes again tells it.
State parse(HeadParser& parser, const Way& way) {
  grow(way, [&](auto so_far) { return parser.parse(so_far, Limits()) != State::incomplete; });
  return parser.parse(way.bytes, Limits());
}

constexpr Status k400 = Status::bad_request;
constexpr Status k505 = Status::version_not_supported;

struct Refused {
  const char* what;
  std::string head;
  const char* reason;
};

void check_refused(const Refused& row, Status status = k400) {
  CAPTURE(row.what, row.head);
  four_ways(row.head, [&](const Way& way) {
    HeadParser parser;
    REQUIRE(parse(parser, way) == State::failed);
    CHECK(code(parser.status()) == code(status));
    CHECK_THAT(std::string(parser.error()), Catch::Matchers::ContainsSubstring(row.reason));
  });
}

/// The line is refused right after the request line and after another field alike.
void check_line_refused(const Refused& row) {
  check_refused({row.what, "GET / HTTP/1.1\r\n" + row.head, row.reason});
  check_refused({row.what, "GET / HTTP/1.1\r\nHost: a\r\n" + row.head, row.reason});
}

struct Accepted {
  const char* what;
  std::string head;
  Method method;
  const char* path;
  const char* authority;
};

void check_accepted(const Accepted& row) {
  CAPTURE(row.what, row.head);
  four_ways(row.head, [&](const Way& way) {
    HeadParser parser;
    const State state = parse(parser, way);
    CAPTURE(parser.error());
    REQUIRE(state == State::complete);
    CHECK(parser.head_bytes() == row.head.size());
    CHECK(parser.request().method == row.method);
    CHECK(parser.request().path == row.path);
    CHECK(parser.request().authority == row.authority);
    const AuthorityView host = split_authority(row.authority).value_or(AuthorityView{});
    CHECK(parser.request().authority_parts.host == host.host);
    CHECK(parser.request().authority_parts.port == host.port);
  });
}

std::string nul(const char* before, const char* after) { return before + std::string(1, '\0') + after; }

constexpr auto kGet = Method::get;
constexpr auto kOther = Method::other;

}  // namespace

TEST_CASE("HeadParser reads every part of a head", "[http][stage05][rfc9112-3]") {
  const std::string head =
      "POST /up%20load?a=b HTTP/1.1\r\nhOsT: example:8080\r\nX-Empty:\r\nX-Many: \t a  b:c \xc3\xa4 "
      "\t\r\n\r\n";
  four_ways(head, [](const Way& way) {
    HeadParser parser;
    REQUIRE(parse(parser, way) == State::complete);
    const Request& request = parser.request();
    CHECK(request.request_line == "POST /up%20load?a=b HTTP/1.1");
    CHECK(request.method_name == "POST");
    CHECK(request.method == Method::post);
    CHECK(request.target == "/up%20load?a=b");
    CHECK(request.form == TargetForm::origin);
    CHECK(request.path == "/up%20load");
    CHECK(request.query == "a=b");
    CHECK(request.authority == "example:8080");
    CHECK(request.authority_parts.host == "example");
    CHECK(request.authority_parts.port == 8080);
    CHECK(request.major_version == 1);
    CHECK(request.minor_version == 1);
    REQUIRE(request.fields.size() == 3);
    CHECK(request.fields[0].name == "hOsT");
    CHECK(request.find("x-empty") == "");
    CHECK(request.find("x-many") == "a  b:c \xc3\xa4");
  });
}

TEST_CASE("HeadParser accepts what is unusual but allowed", "[http][stage05][rfc9112-2.2]") {
  check_accepted(GENERATE(values<Accepted>({
      {"OPTIONS for the server", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", Method::options, "*", "a"},
      {"OPTIONS with a bare URL", "OPTIONS http://b HTTP/1.1\r\nHost: a\r\n\r\n", Method::options, "*", "b"},
      {"a method that is not served", "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", kOther, "/pot", "a"},
      {"a method of strange characters", "!#$%&'*+-.^_`|~ / HTTP/1.1\r\nHost: a\r\n\r\n", kOther, "/", "a"},
      {"a method in lower case", "get / HTTP/1.1\r\nHost: a\r\n\r\n", kOther, "/", "a"},
      {"CONNECT", "CONNECT b:443 HTTP/1.1\r\nHost: a\r\n\r\n", kOther, "", "b:443"},
      {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", kGet, "/", ""},
      {"HTTP/1.0 with Host", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", kGet, "/", "a"},
      {"a later minor version", "GET / HTTP/1.9\r\nHost: a\r\n\r\n", kGet, "/", "a"},
      {"four empty lines first", "\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", kGet, "/", "a"},
      {"a URL whose host replaces Host", "GET http://b:1/x HTTP/1.1\r\nHost: a\r\n\r\n", kGet, "/x", "b:1"},
      {"no white space after the colon", "GET / HTTP/1.1\r\nHost:a\r\n\r\n", kGet, "/", "a"},
      {"Host last", "GET / HTTP/1.1\r\nX-Host: b\r\nHost: a\r\n\r\n", kGet, "/", "a"},
      {"an IPv6 Host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", kGet, "/", "[::1]:80"},
      {"a repeated field", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n", kGet, "/", "a"},
  })));
}

TEST_CASE("HeadParser refuses a line that does not end in CRLF", "[http][stage05][rfc9112-2.2]") {
  check_refused(GENERATE(values<Refused>({
      {"request line with LF alone", "GET / HTTP/1.1\nHost: a\r\n\r\n", "the request line ends with LF but"},
      {"empty line with LF alone first", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
       "request line ends with LF but"},
      {"last line with LF alone", "GET / HTTP/1.1\r\nHost: a\r\n\n", "a header line ends with LF but"},
      {"CR in the request line", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", "CR stands in the middle"},
      {"CR as a line end", "GET / HTTP/1.1\rHost: a\r\r\n", "CR stands in the middle"},
      {"two CR at the end", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", "CR stands in the middle"},
      {"CR before the request line", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", "CR stands in the middle"},
      {"two CR in the last line", "GET / HTTP/1.1\r\nHost: a\r\n\r\r\n", "CR stands in the middle"},
      {"five empty lines", "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "too many empty lines"},
  })));
}

TEST_CASE("HeadParser refuses a malformed request line", "[http][stage05][rfc9112-3]") {
  check_refused(GENERATE(values<Refused>({
      {"two spaces before the target", "GET  / HTTP/1.1\r\n", "one space between"},
      {"two spaces after the target", "GET /  HTTP/1.1\r\n", "one space between"},
      {"a space at the end", "GET / HTTP/1.1 \r\n", "one space between"},
      {"a space at the beginning", " GET / HTTP/1.1\r\n", "one space between"},
      {"a space in the target", "GET /a b HTTP/1.1\r\n", "one space between"},
      {"a tab for a space", "GET\t/ HTTP/1.1\r\n", "one space between"},
      {"a tab beside a space", "GET \t/ HTTP/1.1\r\n", "neither a path"},
      {"no version, as in HTTP/0.9", "GET /\r\n", "one space between"},
      {"no target", "GET HTTP/1.1\r\n", "one space between"},
      {"a method alone", "GET\r\n", "one space between"},
      {"spaces alone", "  \r\n", "one space between"},
      {"no method", " / HTTP/1.1\r\n", "method is not a token"},
      {"a method with a colon", "GE:T / HTTP/1.1\r\n", "method is not a token"},
      {"a method in quotes", "\"GET\" / HTTP/1.1\r\n", "method is not a token"},
      {"a method over 127", "G\xc3\x89T / HTTP/1.1\r\n", "method is not a token"},
      {"a field for a request line", "Host: a b\r\n", "method is not a token"},
      {"NUL in the method", nul("G", "T / HTTP/1.1\r\n"), "control character"},
      {"NUL in the target", nul("GET /", " HTTP/1.1\r\n"), "control character"},
      {"DEL in the target", "GET /\x7f HTTP/1.1\r\n", "control character"},
      {"vertical tab for a space", "GET\v/ HTTP/1.1\r\n", "control character"},
      {"a raw byte in the target", "GET /\xe4 HTTP/1.1\r\n", "percent-encoded"},
      {"a fragment", "GET /a#b HTTP/1.1\r\n", "fragment"},
      {"user information", "GET http://u@a/ HTTP/1.1\r\n", "user information"},
      {"an asterisk without OPTIONS", "GET * HTTP/1.1\r\n", "OPTIONS alone"},
      {"CONNECT with a path", "CONNECT / HTTP/1.1\r\n", "host:port"},
      {"a TLS greeting", "\x16\x03\x01 hello\n", "LF but without CR"},
  })));
}

TEST_CASE("HeadParser refuses a malformed version", "[http][stage05][rfc9112-2.3]") {
  check_refused(GENERATE(values<Refused>({
      {"lower case", "GET / http/1.1\r\n", "version is not"},
      {"no minor version", "GET / HTTP/1\r\n", "version is not"},
      {"a dot and no minor version", "GET / HTTP/1.\r\n", "version is not"},
      {"two digits", "GET / HTTP/1.10\r\n", "version is not"},
      {"two major digits", "GET / HTTP/11.1\r\n", "version is not"},
      {"a leading zero", "GET / HTTP/01.1\r\n", "version is not"},
      {"a comma", "GET / HTTP/1,1\r\n", "version is not"},
      {"a sign", "GET / HTTP/+1.1\r\n", "version is not"},
      {"no slash", "GET / HTTP 1.1\r\n", "one space between"},
      {"a target with a space and another version", "GET / HTTP/1.1 HTTP/1.0\r\n", "one space between"},
  })));
}

TEST_CASE("HeadParser refuses major versions other than 1", "[http][stage05][rfc9110-15.6.6]") {
  const char* const only = "only major version 1";
  check_refused({"HTTP/2", "GET / HTTP/2.0\r\n", only}, k505);
  check_refused({"the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", only}, k505);
  check_refused({"HTTP/0.9", "GET / HTTP/0.9\r\n", only}, k505);
  check_refused({"with a malformed target", "GET x HTTP/3.0\r\n", only}, k505);
  check_refused({"with a malformed method", "G[T / HTTP/2.0\r\n", "method is not a token"});
  check_refused({"with NUL in the target", nul("GET /", " HTTP/2.0\r\n"), "control character"});
}

TEST_CASE("HeadParser refuses a malformed field line", "[http][stage05][rfc9112-5.1]") {
  check_line_refused(GENERATE(values<Refused>({
      {"a space before the colon", "X : b\r\n", "between a header name and its colon"},
      {"a tab before the colon", "Content-Length\t: 5\r\n", "between a header name and its colon"},
      {"no name", ": b\r\n", "no name before its colon"},
      {"no colon", "Host a\r\n", "no colon"},
      {"a name alone", "Host\r\n", "no colon"},
      {"a second request line", "GET / HTTP/1.1\r\n", "no colon"},
      {"a space inside the name", "X y: b\r\n", "name holds a character"},
      {"quotes around the name", "\"X\": b\r\n", "name holds a character"},
      {"a name over 127", "X\xc3\xa4: b\r\n", "name holds a character"},
      {"no-break space before the colon", "Transfer-Encoding\xa0: chunked\r\n", "name holds a character"},
  })));
}

TEST_CASE("HeadParser refuses folded lines", "[http][stage05][rfc9112-5.2]") {
  check_line_refused(GENERATE(values<Refused>({
      {"folded by a space", " X: b\r\n", "line folding"},
      {"folded by a tab", "\tX: b\r\n", "line folding"},
      {"folded without a colon", " b\r\n", "line folding"},
      {"white space alone", " \r\n\r\n", "line folding"},
      {"a space before the colon", " : b\r\n", "line folding"},
  })));
}

TEST_CASE("HeadParser refuses control characters in a field", "[http][stage05][rfc9110-5.5]") {
  check_line_refused(GENERATE(values<Refused>({
      {"NUL in a value", nul("X: a", "b\r\n"), "control character"},
      {"NUL in a name", nul("X", ": b\r\n"), "control character"},
      {"NUL before the line end", nul("X: a", "\r\n"), "control character"},
      {"vertical tab in a value", "X: \vchunked\r\n", "control character"},
      {"form feed before the colon", "X\f: b\r\n", "control character"},
      {"escape in a value", "X: \x1b[31m\r\n", "control character"},
      {"DEL in a value", "X: a\x7f\r\n", "control character"},
      {"CR in a value", "X: a\rY: b\r\n", "CR stands in the middle"},
      {"CR before the colon", "X\r: b\r\n", "CR stands in the middle"},
      {"LF alone after a value", "X: a\nY: b\r\n", "a header line ends with LF but without CR"},
      {"LF after CR CR", "X: a\r\r\n", "CR stands in the middle"},
  })));
}

TEST_CASE("HeadParser refuses a head without exactly one good Host", "[http][stage05][rfc9112-3.2]") {
  check_refused(GENERATE(values<Refused>({
      {"none", "GET / HTTP/1.1\r\n\r\n", "Host field is missing"},
      {"none, with a later minor version", "GET / HTTP/1.2\r\nX: y\r\n\r\n", "Host field is missing"},
      {"none, with a URL", "GET http://a/ HTTP/1.1\r\n\r\n", "Host field is missing"},
      {"two", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "more than one Host"},
      {"two that are equal", "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\nhost: a\r\n\r\n", "more than one Host"},
      {"two in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "more than one Host"},
      {"an empty one", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "Host field is malformed"},
      {"an empty one in HTTP/1.0", "GET / HTTP/1.0\r\nHost: \r\n\r\n", "Host field is malformed"},
      {"a list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "Host field is malformed"},
      {"a path in it", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "Host field is malformed"},
      {"user information in it", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", "Host field is malformed"},
      {"a port that is no number", "GET / HTTP/1.1\r\nHost: a:x\r\n\r\n", "Host field is malformed"},
      {"malformed beside a URL", "GET http://b/ HTTP/1.1\r\nHost: a b\r\n\r\n", "Host field is malformed"},
  })));
}

TEST_CASE("HeadParser finds each control character wherever it stands in a value",
          "[http][stage05][rfc9110-5.5]") {
  constexpr std::size_t kLongest = 17;  // two stretches of eight bytes, and a rest
  for (std::size_t length = 1; length <= kLongest; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      for (unsigned byte = 0; byte < 256; ++byte) {
        std::string value(length, 'v');
        value[at] = static_cast<char>(byte);
        const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX:" + value + "\r\n\r\n";
        const bool legal = (byte >= 0x20 && byte != 0x7f) || byte == '\t';
        HeadParser parser;
        const State state = parser.parse(head, Limits{});
        if (state != (legal ? State::complete : State::failed)) {
          CAPTURE(length, at, byte);
          FAIL("judged wrongly");
        }
      }
    }
  }
}
