/// \file
/// Where answers end (load/response_scanner.hpp): whole, byte by byte, and with bytes behind them.
#include "load/response_scanner.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace ladder::tools::load;

namespace {

struct Scanned {
  std::vector<Answer> answers;
  bool is_bad = false;
  std::size_t left_bytes = 0;
};

/// Shows a scanner the stream as a connection would: `step` bytes more each time, what it took taken away.
Scanned scan(std::string_view stream, std::size_t step) {
  ResponseScanner scanner;
  Scanned result;
  std::size_t taken = 0;
  for (std::size_t shown = 0; shown < stream.size() && !result.is_bad;) {
    shown = std::min(shown + step, stream.size());
    while (true) {
      // A copy of its own: an access behind the end is one that AddressSanitizer sees.
      const std::vector<char> visible(stream.begin() + static_cast<std::ptrdiff_t>(taken),
                                      stream.begin() + static_cast<std::ptrdiff_t>(shown));
      const auto now = scanner.take({visible.data(), visible.size()});
      REQUIRE(now <= visible.size());
      taken += now;
      result.is_bad = scanner.is_bad();
      if (!scanner.is_complete()) break;
      result.answers.push_back(scanner.answer());
      scanner.next();
    }
  }
  if (scanner.end_of_stream()) result.answers.push_back(scanner.answer());
  result.left_bytes = stream.size() - taken;
  return result;
}

constexpr std::size_t kWhole = ~std::size_t{0} / 2;

std::size_t any_step() { return GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{7}, kWhole); }

}  // namespace

TEST_CASE("Answers with a length are told apart", "[tools][load][rfc9112-6.3]") {
  const auto step = any_step();
  const auto result = scan(
      "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-LENGTH:  5 \r\n\r\nhello"
      "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: keep-alive, Close\r\n\r\n",
      step);
  REQUIRE(result.answers.size() == 2);
  CHECK(result.answers[0].status == 200);
  CHECK(result.answers[0].body_bytes == 5);
  CHECK_FALSE(result.answers[0].closes);
  CHECK(result.answers[1].status == 404);
  CHECK(result.answers[1].body_bytes == 0);
  CHECK(result.answers[1].closes);
  CHECK(result.left_bytes == 0);
}

TEST_CASE("A chunked answer is as long as its chunks", "[tools][load][rfc9112-7.1]") {
  const auto step = any_step();
  const auto result = scan(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "5\r\nhello\r\n1a;name=value\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nTrailer: yes\r\n\r\n"
      "HTTP/1.1 204 No Content\r\n\r\n",
      step);
  REQUIRE(result.answers.size() == 2);
  CHECK(result.answers[0].body_bytes == 31);
  CHECK(result.answers[1].status == 204);
}

TEST_CASE("Interim answers are passed over", "[tools][load][rfc9110-15.2]") {
  const auto result = scan(
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n!", any_step());
  REQUIRE(result.answers.size() == 1);
  CHECK(result.answers[0].status == 200);
}

TEST_CASE("An answer without a length ends with the stream", "[tools][load][rfc9112-6.3]") {
  const auto result = scan("HTTP/1.1 200\r\n\r\nall of it", any_step());
  REQUIRE(result.answers.size() == 1);
  CHECK(result.answers[0].body_bytes == 9);
  CHECK(result.answers[0].closes);
}

TEST_CASE("A 304 has no body, whatever its length says", "[tools][load][rfc9112-6.3]") {
  const auto result = scan(
      "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", any_step());
  REQUIRE(result.answers.size() == 2);
  CHECK(result.answers[0].body_bytes == 0);
}

TEST_CASE("HTTP/1.0 closes unless it says otherwise", "[tools][load][rfc9112-9.3]") {
  const auto result = scan(
      "HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"
      "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
      any_step());
  REQUIRE(result.answers.size() == 2);
  CHECK_FALSE(result.answers[0].closes);
  CHECK(result.answers[1].closes);
}

TEST_CASE("What is cut short is not an answer", "[tools][load][rfc9112-8]") {
  const auto* stream =
      GENERATE("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n");
  const auto result = scan(stream, any_step());
  CHECK(result.answers.empty());
  CHECK_FALSE(result.is_bad);
}

TEST_CASE("What is not HTTP/1.x is bad", "[tools][load][rfc9112-4]") {
  const auto* stream = GENERATE(
      "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length 1\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n");
  CAPTURE(stream);
  const auto result = scan(stream, any_step());
  CHECK(result.is_bad);
  CHECK(result.answers.empty());
}
