/// \file
/// How long is the body? Each row is a head that two servers have been known to read in two ways.
#include "http/framing.hpp"

#include <string>

#include "http/head_parser.hpp"
#include "support/catch.hpp"
#include "support/four_ways.hpp"

using namespace ladder::http;
using ladder::test::four_ways;
using ladder::test::grow;
using ladder::test::Way;

namespace {

using Kind = Framing::Kind;

/// Feeds the head as `way` says, then decides. The head must be one that HeadParser accepts.
Framing decide(const Way& way) {
  HeadParser parser;
  grow(way, [&](auto so_far) { return parser.parse(so_far, Limits()) != HeadParser::State::incomplete; });
  CAPTURE(parser.error());
  REQUIRE(parser.parse(way.bytes, Limits()) == HeadParser::State::complete);
  return decide_framing(parser.request());
}

std::string head(const char* version, const std::string& fields) {
  return std::string("POST /upload ") + version + "\r\nHost: a\r\n" + fields + "\r\n\r\n";
}

struct Refused {
  const char* fields;
  Status status;
  const char* reason;
};

void check_refused(const Refused& row, const char* version = "HTTP/1.1") {
  CAPTURE(row.fields);
  four_ways(head(version, row.fields), [&](const Way& way) {
    const Framing framing = decide(way);
    CHECK(framing.kind == Kind::refused);
    CHECK(code(framing.status) == code(row.status));
    CHECK_THAT(std::string(framing.error), Catch::Matchers::ContainsSubstring(row.reason));
  });
}

struct Accepted {
  const char* fields;
  Kind kind;
  std::uint64_t length_bytes;
};

void check_accepted(const Accepted& row, const char* version = "HTTP/1.1") {
  CAPTURE(row.fields);
  four_ways(head(version, row.fields), [&](const Way& way) {
    const Framing framing = decide(way);
    CHECK(framing.kind == row.kind);
    CHECK(framing.length_bytes == row.length_bytes);
    CHECK(framing.error == "");
  });
}

constexpr Status k400 = Status::bad_request;
constexpr Status k501 = Status::not_implemented;

}  // namespace

TEST_CASE("A request without framing fields has no body", "[http][stage05][rfc9112-6.3]") {
  check_accepted(GENERATE(values<Accepted>({
      {"Accept: */*", Kind::none, 0},
      {"Content-Lengths: 5", Kind::none, 0},
      {"Content_Length: 5", Kind::none, 0},
      {"Transfer-Encodin: chunked", Kind::none, 0},
      {"TE: chunked", Kind::none, 0},
      {"X: y\r\nTrailer: Content-Length", Kind::none, 0},
  })));
}

TEST_CASE("A Content-Length is one decimal number of 63 bits", "[http][stage05][rfc9112-6.2]") {
  check_accepted(GENERATE(values<Accepted>({
      {"Content-Length: 0", Kind::length, 0},
      {"Content-Length:5", Kind::length, 5},
      {"content-length: \t 42 \t", Kind::length, 42},
      {"CONTENT-LENGTH: 0010", Kind::length, 10},
      {"Content-Length: 0000000000000000007", Kind::length, 7},
      {"Content-Length: 9223372036854775807", Kind::length, 9'223'372'036'854'775'807ULL},
  })));
  check_refused(GENERATE(values<Refused>({
      {"Content-Length:", k400, "empty"},
      {"Content-Length: \t", k400, "empty"},
      {"Content-Length: +5", k400, "decimal digits"},
      {"Content-Length: -5", k400, "decimal digits"},
      {"Content-Length: -0", k400, "decimal digits"},
      {"Content-Length: 5 0", k400, "decimal digits"},
      {"Content-Length: 0x5", k400, "decimal digits"},
      {"Content-Length: 5.0", k400, "decimal digits"},
      {"Content-Length: 1e3", k400, "decimal digits"},
      {"Content-Length: a", k400, "decimal digits"},
      {"Content-Length: \"5\"", k400, "decimal digits"},
      {"Content-Length: 5;", k400, "decimal digits"},
      {"Content-Length: \xb2", k400, "decimal digits"},
      {"Content-Length: 9223372036854775808", k400, "63 bits"},
      {"Content-Length: 9999999999999999999", k400, "63 bits"},
      {"Content-Length: 18446744073709551621", k400, "too many digits"},
      {"Content-Length: 00000000000000000005", k400, "too many digits"},
  })));
}

TEST_CASE("A Content-Length that is repeated or a list is refused", "[http][stage05][rfc9112-6.3]") {
  check_refused(GENERATE(values<Refused>({
      {"Content-Length: 5\r\nContent-Length: 5", k400, "more than one"},
      {"Content-Length: 5\r\nContent-Length: 6", k400, "more than one"},
      {"Content-Length: 5\r\nX: y\r\ncontent-length:", k400, "more than one"},
      {"Content-Length: 5, 5", k400, "decimal digits"},
      {"Content-Length: 5,6", k400, "decimal digits"},
      {"Content-Length: 5,", k400, "decimal digits"},
      {"Content-Length: ,5", k400, "decimal digits"},
  })));
}

TEST_CASE("Content-Length beside Transfer-Encoding is refused", "[http][stage05][rfc9112-6.1]") {
  check_refused(GENERATE(values<Refused>({
      {"Content-Length: 5\r\nTransfer-Encoding: chunked", k400, "stand together"},
      {"Transfer-Encoding: chunked\r\nContent-Length: 5", k400, "stand together"},
      {"Transfer-Encoding: chunked\r\nContent-Length: 0", k400, "stand together"},
      {"transfer-encoding:\r\ncontent-length: 5", k400, "stand together"},
      {"Transfer-Encoding: gzip\r\nContent-Length: 5", k400, "stand together"},
      {"Transfer-Encoding: identity\r\nContent-Length: 5", k400, "stand together"},
  })));
}

TEST_CASE("A Transfer-Encoding of chunked alone is served", "[http][stage05][rfc9112-6.1]") {
  check_accepted(GENERATE(values<Accepted>({
      {"Transfer-Encoding: chunked", Kind::chunked, 0},
      {"transfer-encoding:ChUnKeD", Kind::chunked, 0},
      {"Transfer-Encoding: \t chunked \t", Kind::chunked, 0},
  })));
}

TEST_CASE("A Transfer-Encoding other than chunked is not implemented", "[http][stage05][rfc9112-6.1]") {
  check_refused(GENERATE(values<Refused>({
      {"Transfer-Encoding: gzip", k501, "no transfer coding but chunked"},
      {"Transfer-Encoding: identity", k501, "no transfer coding but chunked"},
      {"Transfer-Encoding: gzip, chunked", k501, "no transfer coding but chunked"},
      {"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", k501, "no transfer coding but chunked"},
      {"Transfer-Encoding: xchunked", k501, "no transfer coding but chunked"},
      {"Transfer-Encoding: chunkedx", k501, "no transfer coding but chunked"},
      {"Transfer-Encoding: chunke", k501, "no transfer coding but chunked"},
      {"Transfer-Encoding: chunked;x=y", k501, "no transfer coding but chunked"},
      {"Transfer-Encoding: chunked ; x = \"y z\"", k501, "no transfer coding but chunked"},
      {"Transfer-Encoding: 'chunked'", k501, "no transfer coding but chunked"},
  })));
}

TEST_CASE("A Transfer-Encoding with chunked twice or not last is refused", "[http][stage05][rfc9112-6.1]") {
  check_refused(GENERATE(values<Refused>({
      {"Transfer-Encoding: chunked, chunked", k400, "last and only"},
      {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", k400, "last and only"},
      {"Transfer-Encoding: chunked, gzip", k400, "last and only"},
      {"Transfer-Encoding: chunked\r\nX: y\r\nTRANSFER-ENCODING: identity", k400, "last and only"},
      {"Transfer-Encoding: chunked;x=y, chunked", k400, "last and only"},
      {"Transfer-Encoding: gzip, chunked, chunked", k400, "last and only"},
  })));
}

TEST_CASE("A Transfer-Encoding that is no list of codings is refused", "[http][stage05][rfc9112-6.1]") {
  check_refused(GENERATE(values<Refused>({
      {"Transfer-Encoding:", k400, "malformed"},
      {"Transfer-Encoding: ,", k400, "malformed"},
      {"Transfer-Encoding: chunked,", k400, "malformed"},
      {"Transfer-Encoding: ,chunked", k400, "malformed"},
      {"Transfer-Encoding: chunked\r\nTransfer-Encoding:", k400, "malformed"},
      {"Transfer-Encoding: \"chunked\"", k400, "malformed"},
      {"Transfer-Encoding: chunked chunked", k400, "malformed"},
      {"Transfer-Encoding: chunked foo", k400, "malformed"},
      {"Transfer-Encoding: chunked;", k400, "malformed"},
      {"Transfer-Encoding: chunked;x", k400, "malformed"},
      {"Transfer-Encoding: chunked;x=", k400, "malformed"},
      {"Transfer-Encoding: ;x=y", k400, "malformed"},
      {"Transfer-Encoding: gzip;x=\"a\"b\"", k400, "malformed"},
      {"Transfer-Encoding: gzip;x=\"", k400, "malformed"},
      {"Transfer-Encoding: \xa0"
       "chunked",
       k400, "malformed"},
      {"Transfer-Encoding: : chunked", k400, "malformed"},
  })));
}

TEST_CASE("HTTP/1.0 has lengths but no transfer codings", "[http][stage05][rfc9112-6.1]") {
  check_accepted({"Content-Length: 5", Kind::length, 5}, "HTTP/1.0");
  check_refused({"Transfer-Encoding: chunked", k400, "HTTP/1.0"}, "HTTP/1.0");
  check_refused({"Transfer-Encoding: gzip", k400, "HTTP/1.0"}, "HTTP/1.0");
  check_accepted({"Transfer-Encoding: chunked", Kind::chunked, 0}, "HTTP/1.9");
}
