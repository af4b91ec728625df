/// \file
/// The limits of a head to the byte, and that no verdict depends on how the bytes were split.
#include <ostream>
#include <random>
#include <string>

#include "http/head_parser.hpp"
#include "support/catch.hpp"
#include "support/four_ways.hpp"

using namespace ladder::http;
using ladder::test::four_ways;
using ladder::test::grow;
using ladder::test::GuardedBytes;
using ladder::test::Trailing;
using ladder::test::Way;
using State = HeadParser::State;

namespace {

struct Seen {
  State state = State::incomplete;
  unsigned status = 0;
  std::string error;
  std::size_t head_bytes = 0;
  std::size_t fields = 0;
  bool operator==(const Seen&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Seen& verdict) {
  return out << "state " << static_cast<int>(verdict.state) << ", " << verdict.status << " \""
             << verdict.error << "\", " << verdict.head_bytes << " bytes, " << verdict.fields << " fields";
}

Seen judge(const Way& way, const Limits& limits) {
  HeadParser parser;
  Seen verdict;
  grow(way, [&](auto so_far) {
    verdict.state = parser.parse(so_far, limits);
    return verdict.state != State::incomplete;
  });
  if (verdict.state == State::failed) verdict.status = code(parser.status());
  if (verdict.state == State::failed) verdict.error = parser.error();
  if (verdict.state == State::complete) verdict.head_bytes = parser.head_bytes();
  if (verdict.state == State::complete) verdict.fields = parser.request().fields.size();
  return verdict;
}

void check_status(const std::string& head, const Limits& limits, unsigned status) {
  CAPTURE(head.size());
  four_ways(head, [&](const Way& way) {
    const Seen verdict = judge(way, limits);
    CAPTURE(verdict);
    CHECK(verdict.status == status);
    CHECK((verdict.state == State::complete) == (status == 0));
  });
}

void check_incomplete(const std::string& head, const Limits& limits) {
  CAPTURE(head.size());
  const auto check = [&](const Way& way) { CHECK(judge(way, limits).state == State::incomplete); };
  four_ways(head, check, Trailing::no);
}

constexpr std::size_t kSlack = 100;  // of the request line, besides its target

Limits small() {
  Limits limits;
  limits.target_bytes = 50;
  limits.head_bytes = 400;
  limits.fields = 3;
  return limits;
}

std::string get(std::size_t target_bytes, const std::string& rest = "Host: a\r\n\r\n") {
  return "GET /" + std::string(target_bytes - 1, 'x') + " HTTP/1.1\r\n" + rest;
}

/// A head of exactly `size` bytes.
std::string head_of(std::size_t size) {
  const std::string begin = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  return begin + std::string(size - begin.size() - 4, 'x') + "\r\n\r\n";
}

}  // namespace

TEST_CASE("HeadParser answers 414 to a target over its limit", "[http][stage05][rfc9112-3]") {
  check_status(get(50), small(), 0);
  check_status(get(51), small(), 414);
  check_status(get(8'000), Limits(), 0);
  check_status(get(8'001), Limits(), 414);
  check_status("\r\n\r\n" + get(50), small(), 0);
  SECTION("but says first what is malformed") {
    check_status("GET " + std::string(51, 'x') + " HTTP/1.1\r\n", small(), 414);
    check_status("GET /" + std::string(51, 'x') + " HTTP/2.0\r\n", small(), 505);
    check_status("GET /" + std::string(51, 'x') + " http/1.1\r\n", small(), 400);
  }
}

TEST_CASE("HeadParser answers 414 to a request line without end", "[http][stage05][rfc9112-3]") {
  const std::size_t longest = 50 + kSlack;
  check_incomplete("GET /" + std::string(longest - 6, 'x'), small());
  check_status("GET /" + std::string(longest - 5, 'x'), small(), 414);
  check_incomplete("\r\nGET /" + std::string(longest - 6, 'x'), small());
  check_status("\r\nGET /" + std::string(longest - 5, 'x'), small(), 414);
  SECTION("a line of exactly the longest length is still judged") {
    const std::string method(longest - 13, 'M');
    check_status(method + " / HTTP/1.1\r\nHost: a\r\n\r\n", small(), 0);
    check_status(method + "M / HTTP/1.1\r\nHost: a\r\n\r\n", small(), 501);
    check_status(std::string(longest - 1, 'x') + "\n", small(), 400);
    check_status("GET /" + std::string(longest - 5, 'x') + "\n", small(), 414);
  }
}

TEST_CASE("HeadParser answers 501 to a method of any length, and 400 to what is none",
          "[http][stage05][rfc9110-9.1][rfc9112-3]") {
  const std::size_t longest = 50 + kSlack;
  check_incomplete(std::string(longest - 1, 'M'), small());
  check_status(std::string(longest, 'M'), small(), 501);
  check_status("\r\n" + std::string(longest, 'M'), small(), 501);
  check_status(std::string(65, 'M') + " /" + std::string(longest - 67, 'x'), small(), 501);
  check_status(std::string(64, 'M') + " /" + std::string(longest - 66, 'x'), small(), 414);
  check_status(std::string(longest - 1, 'M') + "(", small(), 400);
  check_status(" /" + std::string(longest - 2, 'x'), small(), 400);
  check_status(std::string(9'000, 'M') + " / HTTP/1.1\r\nHost: a\r\n\r\n", Limits(), 501);
}

TEST_CASE("HeadParser answers 431 to a head over its limit", "[http][stage05][rfc6585-5]") {
  check_status(head_of(400), small(), 0);
  check_status(head_of(401), small(), 431);
  check_status("\r\n" + head_of(398), small(), 0);
  check_status("\r\n" + head_of(399), small(), 431);
  check_status(head_of(32 * 1024), Limits(), 0);
  check_status(head_of(32 * 1024 + 1), Limits(), 431);
  const std::string endless = get(10, std::string(400, 'x'));
  check_incomplete(endless.substr(0, 399), small());
  check_status(endless.substr(0, 400), small(), 431);
  SECTION("but judges first the lines that lie inside") {
    check_status(get(10, "X y\r\n" + std::string(400, 'x')), small(), 400);
  }
  SECTION("also when the head's limit is the smaller one") {
    Limits limits;
    limits.head_bytes = 60;
    check_incomplete(std::string(59, 'x'), limits);
    check_status(std::string(60, 'x'), limits, 431);
    limits.target_bytes = 20;
    check_status(std::string(60, 'x'), limits, 431);
  }
}

TEST_CASE("HeadParser answers 431 to too many fields", "[http][stage05][rfc6585-5]") {
  check_status("GET / HTTP/1.1\r\nHost: a\r\nA:\r\nB:\r\n\r\n", small(), 0);
  check_status("GET / HTTP/1.1\r\nHost: a\r\nA:\r\nB:\r\nC:\r\n\r\n", small(), 431);
  check_status("GET / HTTP/1.1\r\nHost: a\r\nA:\r\nB:\r\nno field\r\n\r\n", small(), 431);
  check_incomplete("GET / HTTP/1.1\r\nHost: a\r\nA:\r\nB:\r\nC:\r", small());
}

TEST_CASE("HeadParser reads no byte that has not come", "[http][stage05][rfc9112-2.1]") {
  const std::string head = "\r\nGET http://b/?q HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n";
  for (std::size_t size = 0; size < head.size(); ++size) {
    CAPTURE(size);
    check_incomplete(head.substr(0, size), Limits());
  }
  check_status(head, Limits(), 0);
}

TEST_CASE("HeadParser tells a started request from empty lines", "[http][stage05][rfc9112-2.2]") {
  HeadParser parser;
  const std::string text = "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::string_view so_far = std::string_view(text).substr(0, size);
    (void)parser.parse(so_far, Limits());
    CAPTURE(size);
    CHECK(parser.started(so_far) == (size > 4));
  }
  parser.reset();
  CHECK_FALSE(parser.started(""));
  (void)parser.parse("\n", Limits());
  CHECK(parser.started("\n"));
}

TEST_CASE("HeadParser reads the next head after reset and keeps its memory", "[http][stage05][rfc9112-9.3]") {
  HeadParser parser;
  std::string first = "\r\nGET http://b/x?y HTTP/1.0\r\nHost: a\r\n";
  for (int i = 0; i < 60; ++i) first += "X: y\r\n";
  first += "\r\n";
  const std::string second = "HEAD /z HTTP/1.1\r\nHost: c\r\n\r\n";
  REQUIRE(parser.parse(first + second, Limits()) == State::complete);
  REQUIRE(parser.head_bytes() == first.size());
  const std::size_t capacity = parser.request().fields.capacity();
  parser.reset();
  CHECK(parser.parse("", Limits()) == State::incomplete);
  REQUIRE(parser.parse(second, Limits()) == State::complete);
  CHECK(parser.head_bytes() == second.size());
  CHECK(parser.request().fields.capacity() == capacity);
  CHECK(parser.request().fields.size() == 1);
  CHECK(parser.request().method == Method::head);
  CHECK(parser.request().form == TargetForm::origin);
  CHECK(parser.request().path == "/z");
  CHECK(parser.request().query == "");
  CHECK(parser.request().authority == "c");
  parser.reset();
  REQUIRE(parser.parse("bad\r\n", Limits()) == State::failed);
  CHECK(parser.parse("bad\r\n", Limits()) == State::failed);
  parser.reset();
  CHECK(parser.parse(second, Limits()) == State::complete);
}

TEST_CASE("HeadParser says the same of broken heads however they are split", "[http][stage05][rfc9112-2.2]") {
  Limits limits = small();
  const std::string_view spoilers(
      "\r\n\r\n \t:/*?#\0\x7f\xff"
      "2aH",
      17);
  std::mt19937 random(7);
  for (int round = 0; round < 5'000; ++round) {
    std::string head = "\r\nGET /a?b HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";
    for (auto changes = random() % 4; changes-- > 0;)
      head[random() % head.size()] = spoilers[random() % spoilers.size()];
    limits.head_bytes = 30 + random() % 20;
    limits.target_bytes = 2 + random() % 4;
    limits.fields = random() % 4;
    head.insert(random() % head.size(), std::string(random() % 3 * 60, 'x'));
    const Seen whole = judge({"whole", head, head.size()}, limits);
    CAPTURE(head, limits.head_bytes, limits.target_bytes, limits.fields);
    CHECK(judge({"byte by byte", head, 1}, limits) == whole);
    CHECK(judge({"pieces", head, 2 + random() % 20}, limits) == whole);
  }
}
