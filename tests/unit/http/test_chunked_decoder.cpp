/// \file
/// Chunked bodies: what is decoded, what is refused, and that the split never matters.
#include "http/chunked_decoder.hpp"

#include <ostream>
#include <random>
#include <string>

#include "support/catch.hpp"
#include "support/four_ways.hpp"

using namespace ladder::test;
using ladder::http::ChunkedDecoder;
using State = ChunkedDecoder::State;

namespace {

constexpr std::size_t kTrailerBytes = 64;
constexpr std::size_t kTrailerFields = 3;

struct Outcome {
  State state = State::more;
  std::size_t consumed = 0;
  std::string data;
  std::string error;
  bool operator==(const Outcome&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << "state " << static_cast<int>(outcome.state) << " after " << outcome.consumed << " bytes, "
             << outcome.data.size() << " of data, \"" << outcome.error << '"';
}

/// Takes steps until `piece` is used up or the decoder has ended.
void feed(ChunkedDecoder& decoder, std::string_view piece, Outcome& outcome) {
  while (!piece.empty() && (outcome.state == State::more || outcome.state == State::data)) {
    const auto step = decoder.step(std::as_bytes(std::span(piece)));
    REQUIRE(step.consumed <= piece.size());
    if (!step.data.empty()) {
      const auto* const data = reinterpret_cast<const char*>(step.data.data());
      REQUIRE(data + step.data.size() == piece.data() + step.consumed);  // a view into the input
      outcome.data.append(data, step.data.size());
    }
    outcome.state = step.state;
    outcome.consumed += step.consumed;
    piece.remove_prefix(step.consumed);
    if (step.state == State::more) REQUIRE(piece.empty());
  }
}

Outcome decode(const Way& way) {
  ChunkedDecoder decoder(kTrailerBytes, kTrailerFields);
  Outcome outcome;
  for (std::size_t at = 0; at < way.bytes.size(); at += way.piece_bytes)
    feed(decoder, way.bytes.substr(at, way.piece_bytes), outcome);
  if (outcome.state == State::data) outcome.state = State::more;  // all bytes are used up
  outcome.error = decoder.error();
  return outcome;
}

Outcome decode_whole(std::string_view body) { return decode({"whole", body, body.size()}); }

struct Accepted {
  const char* why;
  std::string body;
  std::string data;
};

void check_accepted(const Accepted& row) {
  CAPTURE(row.why, row.body);
  const Outcome wanted{State::done, row.body.size(), row.data, ""};
  four_ways(row.body, [&](const Way& way) { CHECK(decode(way) == wanted); });
}

struct Refused {
  std::string body;
  std::size_t consumed;
  const char* reason;
};

void check_refused(const Refused& row, State state = State::malformed) {
  CAPTURE(row.body);
  four_ways(row.body, [&](const Way& way) {
    const Outcome outcome = decode(way);
    CHECK(outcome.state == state);
    CHECK(outcome.consumed == row.consumed);
    CHECK_THAT(outcome.error, Catch::Matchers::ContainsSubstring(row.reason));
  });
}

/// `wanted` bytes of chunk extensions over two chunks, and the end of the body.
std::string with_extensions(std::size_t wanted) {
  const std::string half(wanted / 2 - 1, 'x');
  return "1;" + half + "\r\na\r\n0;" + half + std::string(wanted % 2, 'y') + "\r\n\r\n";
}

}  // namespace

TEST_CASE("ChunkedDecoder decodes what the grammar allows", "[http][stage05][rfc9112-7.1]") {
  check_accepted(GENERATE(values<Accepted>({
      {"no data", "0\r\n\r\n", ""},
      {"two chunks", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world"},
      {"lower-case hex", "a\r\n0123456789\r\n0\r\n\r\n", "0123456789"},
      {"upper-case hex", "A\r\n0123456789\r\n0\r\n\r\n", "0123456789"},
      {"fifteen digits", "000000000000003\r\nabc\r\n000000000000000\r\n\r\n", "abc"},
      {"data that look like framing", "7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n\r\n"},
      {"any byte as data", std::string("4\r\n\0\xff\n;\r\n0\r\n\r\n", 14), std::string("\0\xff\n;", 4)},
      {"two digits", "10\r\n0123456789abcdef\r\n0\r\n\r\n", "0123456789abcdef"},
  })));
}

TEST_CASE("ChunkedDecoder skips chunk extensions", "[http][stage05][rfc9112-7.1.1]") {
  check_accepted(GENERATE(values<Accepted>({
      {"name and value", "1;x=y\r\na\r\n0;z=1\r\n\r\n", "a"},
      {"white space inside", "1; x = y\t;z\r\na\r\n0\r\n\r\n", "a"},
      {"a quoted string", "1;x=\"y;z 0\"\r\na\r\n0\r\n\r\n", "a"},
      {"a quoted quote", "1;x=\"\\\"\"\r\na\r\n0\r\n\r\n", "a"},
      {"bytes over 127 in quotes", "1;x=\"\xc3\xa4\"\r\na\r\n0\r\n\r\n", "a"},
      {"a name alone", "1;x\r\na\r\n0\r\n\r\n", "a"},
      {"white space everywhere it may be", "1 \t;\t x \t=\t \"y\" ; z\r\na\r\n0 ;z = 1\r\n\r\n", "a"},
      {"white space before a name without a value", "1;x ; y\r\na\r\n0\r\n\r\n", "a"},
      {"exactly the bound", with_extensions(ChunkedDecoder::kMaxExtensionBytes), "a"},
  })));
}

TEST_CASE("ChunkedDecoder drops trailers", "[http][stage05][rfc9112-7.1.2]") {
  check_accepted(GENERATE(values<Accepted>({
      {"one", "0\r\nX: y\r\n\r\n", ""},
      {"an empty value", "1\r\na\r\n0\r\nX:\r\n\r\n", "a"},
      {"as many as allowed", "0\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", ""},
      {"as long as allowed", "0\r\nX:" + std::string(kTrailerBytes - 4, 'y') + "\r\n\r\n", ""},
      {"bytes over 127 in a value", "0\r\nX: \xc3\xa4\t:\r\n\r\n", ""},
      {"a framing field, which means nothing here", "0\r\nContent-Length: 5\r\n\r\n", ""},
  })));
}

TEST_CASE("ChunkedDecoder refuses what is no chunk size", "[http][stage05][rfc9112-7.1]") {
  check_refused(GENERATE(values<Refused>({
      {"\r\n", 0, "hex digit"},
      {"\n", 0, "hex digit"},
      {";x\r\n", 0, "hex digit"},
      {"g\r\n", 0, "hex digit"},
      {"+5\r\nhello", 0, "hex digit"},
      {"-5\r\nhello", 0, "hex digit"},
      {" 5\r\nhello", 0, "hex digit"},
      {"0x5\r\nhello", 1, "other than hex"},
      {"5 \r\nhello", 2, "breaks off"},
      {"5\t\r\nhello", 2, "breaks off"},
      {"5 x\r\nhello", 2, "begin with a semicolon"},
      {"5 5\r\nhello", 2, "begin with a semicolon"},
      {std::string("5\0\r\nhello", 9), 1, "other than hex"},
      {"5\nhello", 1, "LF but without CR"},
      {"5\rhello", 2, "not followed by LF"},
      {"5\r\r\nhello", 2, "not followed by LF"},
      {"0000000000000001\r\na", 15, "too many digits"},
      {"ffffffffffffffff\r\n", 15, "too many digits"},
  })));
}

TEST_CASE("ChunkedDecoder refuses data that do not fit their size", "[http][stage05][rfc9112-7.1]") {
  check_refused(GENERATE(values<Refused>({
      {"3\r\nabcd\r\n0\r\n\r\n", 6, "where their size says"},
      {"3\r\nab\r\n0\r\n\r\n", 6, "where their size says"},
      {"3\r\nabc\n0\r\n\r\n", 6, "where their size says"},
      {"3\r\nabc0\r\n\r\n", 6, "where their size says"},
      {"3\r\nabc\r0\r\n\r\n", 7, "not followed by LF"},
      {"3\r\nabc\r\n\r\n", 8, "hex digit"},
  })));
}

TEST_CASE("ChunkedDecoder refuses malformed and endless extensions", "[http][stage05][rfc9112-7.1.1]") {
  constexpr std::size_t kBound = ChunkedDecoder::kMaxExtensionBytes;
  std::string many;
  for (std::size_t i = 0; i < kBound / 3; ++i) many += "1 ;x\r\na\r\n";
  check_refused(GENERATE_COPY(values<Refused>({
      {"1;\na", 2, "LF but without CR"},
      {"1;x\ra\r\n", 4, "not followed by LF"},
      {std::string("1;\0\r\n", 5), 2, "control character"},
      {"1;x=\xc3\xa4\r\n", 4, "over 127"},
      {"1;x=\"y\r\na\r\n", 6, "has no end"},
      {"1;x=\"y\\\r\na\r\n", 7, "has no end"},
      {"1;x=\"y\na", 6, "LF but without CR"},
      {"1;x=\"\x01\"\r\na", 5, "control character"},
      {"1;" + std::string(kBound, 'x'), 1 + kBound, "too long"},
      {with_extensions(kBound + 1), kBound + 7, "too long"},
      {many + "1 ;x\r\n", many.size() + 2, "too long"},
      {"1;\r\na\r\n", 2, "breaks off"},
      {"1;;x\r\n", 2, "not allowed there"},
      {"1;=x\r\n", 2, "not allowed there"},
      {"1; =x\r\n", 3, "not allowed there"},
      {"1;x=\r\n", 4, "breaks off"},
      {"1;x= \r\n", 5, "breaks off"},
      {"1;x \r\n", 4, "breaks off"},
      {"1;x=y \r\n", 6, "breaks off"},
      {"1;x=\"y\" \r\n", 8, "breaks off"},
      {"1;x y\r\n", 4, "begin with a semicolon"},
      {"1;x=y z\r\n", 6, "begin with a semicolon"},
      {"1;x=\"y\"z\r\n", 7, "begin with a semicolon"},
      {"1;x=y=z\r\n", 5, "not allowed there"},
      {"1;x==y\r\n", 4, "not allowed there"},
      {"1;bad[=x\r\n", 5, "not allowed there"},
      {"1;x=y\"z\"\r\n", 5, "not allowed there"},
      {"1;\"x\"\r\n", 2, "not allowed there"},
  })));
}

TEST_CASE("ChunkedDecoder refuses malformed trailers", "[http][stage05][rfc9112-7.1.2]") {
  check_refused(GENERATE(values<Refused>({
      {"0\r\n\n", 3, "LF but without CR"},
      {"0\n\n", 1, "LF but without CR"},
      {"0\r\n\rX", 4, "not followed by LF"},
      {"0\r\nX: y\n\r\n", 7, "LF but without CR"},
      {"0\r\nX: y\rZ", 8, "CR stands in the middle"},
      {"0\r\nX\n: y\r\n", 4, "LF but without CR"},
      {"0\r\nX y\r\n\r\n", 4, "not allowed"},
      {"0\r\nX : y\r\n\r\n", 4, "not allowed"},
      {"0\r\n\xc3\xa4: y\r\n\r\n", 3, "not allowed"},
      {"0\r\nX\r\n\r\n", 4, "no colon"},
      {"0\r\n: y\r\n\r\n", 3, "no name"},
      {"0\r\n X: y\r\n\r\n", 3, "line folding"},
      {"0\r\nX: y\r\n z\r\n\r\n", 9, "line folding"},
      {"0\r\nX: y\r\n\tz\r\n\r\n", 9, "line folding"},
      {std::string("0\r\nX: \0\r\n\r\n", 11), 6, "control character"},
      {"0\r\nGET / HTTP/1.1\r\n\r\n", 6, "not allowed"},
  })));
}

TEST_CASE("ChunkedDecoder bounds the trailers", "[http][stage05][rfc6585-5]") {
  check_refused(
      GENERATE(values<Refused>({
          {"0\r\nX:" + std::string(kTrailerBytes - 3, 'y') + "\r\n\r\n", kTrailerBytes + 3, "are too long"},
          {"0\r\n" + std::string(kTrailerBytes + 1, 'y'), kTrailerBytes + 3, "are too long"},
          {"0\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n", 21, "too many"},
      })),
      State::trailers_too_large);
}

TEST_CASE("ChunkedDecoder asks for more at every place before the end", "[http][stage05][rfc9112-7.1]") {
  const std::string body = "3;x=\"y\\z\"\r\nabc\r\n0;z\r\nX: y\r\n\r\n";
  REQUIRE(decode_whole(body).state == State::done);
  const auto check = [](const Way& way) { CHECK(decode(way).state == State::more); };
  for (std::size_t size = 0; size < body.size(); ++size) four_ways(body.substr(0, size), check, Trailing::no);
  // The largest size there is does not overflow.
  CHECK(decode_whole("fffffffffffffff\r\nabc") == Outcome{State::more, 20, "abc", ""});
}

TEST_CASE("ChunkedDecoder repeats its verdict and consumes no more", "[http][stage05][rfc9112-7.1]") {
  const std::string body = GENERATE("0\r\n\r\n", "x", "0\r\nX:\r\nX:\r\nX:\r\nX");
  ChunkedDecoder decoder(kTrailerBytes, kTrailerFields);
  Outcome outcome;
  feed(decoder, body, outcome);
  REQUIRE(outcome.state != State::more);
  const auto again = decoder.step(std::as_bytes(std::span(std::string_view("5\r\nhello"))));
  CHECK(again.state == outcome.state);
  CHECK(again.consumed == 0);
  CHECK(again.data.empty());
}

TEST_CASE("ChunkedDecoder says the same however a body is split", "[http][stage05][rfc9112-7.1]") {
  const std::string_view spoilers("\r\n \t;:\"\\0aXg\0\xff", 14);
  std::mt19937 random(5);
  for (int round = 0; round < 3'000; ++round) {
    std::string body = "4;a=\"b\"\r\nwxyz\r\n0\r\nX: y\r\n\r\n";
    for (auto changes = random() % 3; changes-- > 0;)
      body[random() % body.size()] = spoilers[random() % spoilers.size()];
    const Outcome whole = decode_whole(body);
    CAPTURE(body);
    CHECK(decode({"byte by byte", body, 1}) == whole);
    CHECK(decode({"random pieces", body, 2 + random() % 9}) == whole);
  }
}
