/// \file
/// HttpResponseBuilder: the bytes of a head.
#include "http/response_builder.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include "support/catch.hpp"

using namespace ladder::http;

TEST_CASE("HttpResponseBuilder writes a head", "[http][stage05][rfc9112-4]") {
  std::string out;
  HttpResponseBuilder(out)
      .status_line(Status::not_found)
      .field("Server", "ladder")
      .ready_fields("A: b\r\nC: d\r\n")
      .ready_fields("")
      .field("Content-Length", std::uint64_t{0})
      .end();
  CHECK(out == "HTTP/1.1 404 Not Found\r\nServer: ladder\r\nA: b\r\nC: d\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("HttpResponseBuilder appends to what is there", "[http][stage05]") {
  std::string out = "before ";
  HttpResponseBuilder(out).status_line(Status::continue_).end();
  CHECK(out == "before HTTP/1.1 100 Continue\r\n\r\n");
}

TEST_CASE("HttpResponseBuilder writes numbers of any size", "[http][stage05]") {
  std::string out;
  HttpResponseBuilder(out)
      .field("A", std::numeric_limits<std::uint64_t>::max())
      .field("B", std::uint64_t{1234567890});
  CHECK(out == "A: 18446744073709551615\r\nB: 1234567890\r\n");
}

TEST_CASE("HttpResponseBuilder writes an empty phrase for a status that it does not know",
          "[http][rfc9112-4]") {
  std::string out;
  HttpResponseBuilder(out).status_line(static_cast<Status>(299));
  CHECK(out == "HTTP/1.1 299 \r\n");
}
