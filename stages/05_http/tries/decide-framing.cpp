/// \file
/// decide_framing, tried without a connection: heads as the parser reads them, and what it must say of each.
#include <string>
#include <utility>
#include <vector>

#include "http/framing.hpp"
#include "support/catch.hpp"

using namespace ladder::http;
using Fields = std::vector<Field>;

namespace {

/// "none", "length 5", "chunked" or "refused with 400".
std::string verdict(Fields fields, int minor_version = 1) {
  Request request;
  request.method = Method::post;
  request.minor_version = minor_version;
  request.fields = std::move(fields);
  const Framing framing = decide_framing(request);
  switch (framing.kind) {
    case Framing::Kind::none:
      return "none";
    case Framing::Kind::length:
      return "length " + std::to_string(framing.length_bytes);
    case Framing::Kind::chunked:
      return "chunked";
    case Framing::Kind::refused:
      return "refused with " + std::to_string(code(framing.status));
  }
  return "?";
}

}  // namespace

TEST_CASE("without Content-Length and Transfer-Encoding there is no body") {
  CHECK(verdict({{"Host", "a"}, {"Content-Lengths", "5"}}) == "none");
}

TEST_CASE("Content-Length, in any case, is the length") {
  CHECK(verdict({{"Content-Length", "5"}}) == "length 5");
  CHECK(verdict({{"content-LENGTH", "0"}}) == "length 0");
}

TEST_CASE("a length that is not exactly one number is 400") {
  for (const char* value : {"", "-1", "+5", "5 ", "0x5", "5,5", "5, 6", "five"}) {
    INFO(std::string("Content-Length: ") + value);
    CHECK(verdict({{"Content-Length", value}}) == "refused with 400");
  }
}

TEST_CASE("two fields Content-Length are 400, even where they agree") {
  CHECK(verdict({{"Content-Length", "5"}, {"Content-Length", "5"}}) == "refused with 400");
}

TEST_CASE("chunked, in any case, is chunked") {
  CHECK(verdict({{"Transfer-Encoding", "chunked"}}) == "chunked");
  CHECK(verdict({{"transfer-encoding", "Chunked"}}) == "chunked");
}

TEST_CASE("both fields together are 400: that is where requests are smuggled") {
  CHECK(verdict({{"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}}) == "refused with 400");
  CHECK(verdict({{"Transfer-Encoding", "chunked"}, {"Content-Length", "5"}}) == "refused with 400");
}

TEST_CASE("another coding is 501") {
  CHECK(verdict({{"Transfer-Encoding", "gzip, chunked"}}) == "refused with 501");
}

TEST_CASE("chunked twice is 400") {
  CHECK(verdict({{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}}) == "refused with 400");
}

TEST_CASE("in HTTP/1.0 there is no Transfer-Encoding: 400") {
  CHECK(verdict({{"Transfer-Encoding", "chunked"}}, 0) == "refused with 400");
}
