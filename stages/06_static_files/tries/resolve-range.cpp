/// \file
/// resolve, tried by the function that calls it: which bytes of a file a Range means.
#include <string>

#include "http/range.hpp"
#include "support/catch.hpp"

using namespace ladder::http;

namespace {

/// "0 to 4", "whole" or "unsatisfiable".
std::string meant(std::string_view value, std::uint64_t size_bytes) {
  const RangeRequest request = parse_range(value, size_bytes);
  if (request.kind == RangeRequest::Kind::whole) return "whole";
  if (request.kind == RangeRequest::Kind::unsatisfiable) return "unsatisfiable";
  return std::to_string(request.ranges[0].first) + " to " + std::to_string(request.ranges[0].last);
}

}  // namespace

TEST_CASE("both positions are included") {
  CHECK(meant("bytes=0-0", 10) == "0 to 0");
  CHECK(meant("bytes=2-5", 10) == "2 to 5");
}

TEST_CASE("an open end, and one behind the end, are the last byte") {
  CHECK(meant("bytes=4-", 10) == "4 to 9");
  CHECK(meant("bytes=4-99", 10) == "4 to 9");
}

TEST_CASE("a suffix is the last bytes, at most all") {
  CHECK(meant("bytes=-3", 10) == "7 to 9");
  CHECK(meant("bytes=-99", 10) == "0 to 9");
}

TEST_CASE("what begins behind the end is unsatisfiable") { CHECK(meant("bytes=10-", 10) == "unsatisfiable"); }

TEST_CASE("a suffix of nothing is unsatisfiable") { CHECK(meant("bytes=-0", 10) == "unsatisfiable"); }

TEST_CASE("of an empty file everything is unsatisfiable") {
  CHECK(meant("bytes=0-", 0) == "unsatisfiable");
  CHECK(meant("bytes=-5", 0) == "unsatisfiable");
}
