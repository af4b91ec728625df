/// \file
/// Accept-Encoding (http/accept_encoding.hpp) and qvalues (http/quality.hpp).
#include "http/accept_encoding.hpp"

#include <string>
#include <string_view>

#include "http/quality.hpp"
#include "support/catch.hpp"

using namespace ladder::http;

namespace {

bool accepts(std::initializer_list<std::string_view> lines) {
  Request request;
  for (const std::string_view line : lines) request.fields.push_back({"accept-encoding", line});
  return accepts_gzip(request);
}

}  // namespace

TEST_CASE("Accept-Encoding says whether gzip is welcome", "[http][stage12][rfc9110-12.5.3]") {
  struct Row {
    std::string_view value;
    bool gzip;
  };
  const Row rows[] = {
      {"gzip", true},
      {"GZip", true},
      {"x-gzip", true},
      {"deflate, gzip, br", true},
      {"gzip;q=0.001", true},
      {"gzip ; Q=0.5", true},
      {"*", true},
      {"*;q=0.3", true},
      {"identity;q=0.5, gzip;q=0.5", true},
      {"identity;q=0.5, *;q=0.7", true},
      {"br;q=1.0, gzip;q=0.8, *;q=0.1", true},
      {", ,gzip,", true},
      {"gzip;q=2, *", true},  // a wrong weight: the member is passed over, "*" still counts
      {"", false},
      {"br", false},
      {"identity", false},
      {"gzip;q=0", false},
      {"gzip;q=0.000", false},
      {"gzip;q=0, *", false},
      {"*;q=0", false},
      {"identity, gzip;q=0.9", false},
      {"gzip;q=0.5, identity;q=0.6", false},
      {"gzip;q=2", false},
      {"gzip;q=", false},
      {"gzip;level=9", false},
      {"gzippy", false},
      {"\"gzip\"", false},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.value));
    CHECK(accepts({row.value}) == row.gzip);
  }
}

TEST_CASE("Accept-Encoding may stand on several lines, or not at all", "[http][stage12][rfc9110-5.3]") {
  CHECK_FALSE(accepts({}));
  CHECK(accepts({"br", "gzip"}));
  CHECK_FALSE(accepts({"gzip;q=0.5", "identity"}));
}

TEST_CASE("A qvalue has at most three decimals and is at most 1", "[http][stage07][rfc9110-12.4.2]") {
  CHECK(parse_quality("0") == 0);
  CHECK(parse_quality("1") == 1000);
  CHECK(parse_quality("0.") == 0);
  CHECK(parse_quality("0.5") == 500);
  CHECK(parse_quality("0.125") == 125);
  CHECK(parse_quality("1.000") == 1000);
  for (const std::string_view wrong : {"", "2", "1.001", "0.1234", ".5", "0,5", "-0", "0.5 ", "0.a"}) {
    CAPTURE(std::string(wrong));
    CHECK_FALSE(parse_quality(wrong));
  }
}
