/// \file
/// is_already_there, tried by the function that calls it: conditions of a request, and what must be answered.
#include <string>
#include <utility>
#include <vector>

#include "http/conditional.hpp"
#include "support/catch.hpp"

using namespace ladder::http;

namespace {

constexpr std::string_view kEarlier = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr std::string_view kSame = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view kLater = "Sun, 06 Nov 1994 08:49:38 GMT";

/// "proceed", "not modified" or "failed", for a file with the tag "v1" that was changed at kSame.
std::string verdict(std::vector<Field> fields, Method method = Method::get) {
  Request request;
  request.method = method;
  request.fields = std::move(fields);
  switch (evaluate_preconditions(request, {"\"v1\"", 784'111'777}, 1'785'412'800)) {
    case Precondition::proceed:
      return "proceed";
    case Precondition::not_modified:
      return "not modified";
    case Precondition::failed:
      return "failed";
  }
  return "?";
}

}  // namespace

TEST_CASE("without a condition there is nothing to say") { CHECK(verdict({}) == "proceed"); }

TEST_CASE("If-None-Match with its tag, strong or weak: it has it") {
  CHECK(verdict({{"If-None-Match", "\"v1\""}}) == "not modified");
  CHECK(verdict({{"If-None-Match", "W/\"v1\""}}) == "not modified");
  CHECK(verdict({{"If-None-Match", "\"v0\", \"v1\""}}) == "not modified");
}

TEST_CASE("If-None-Match with another tag: it has it not") {
  CHECK(verdict({{"If-None-Match", "\"v0\""}}) == "proceed");
}

TEST_CASE("where there is If-None-Match, the date is passed over") {
  CHECK(verdict({{"If-None-Match", "\"v0\""}, {"If-Modified-Since", kLater}}) == "proceed");
}

TEST_CASE("If-Modified-Since: not modified at that second or before") {
  CHECK(verdict({{"If-Modified-Since", kEarlier}}) == "proceed");
  CHECK(verdict({{"If-Modified-Since", kSame}}) == "not modified");
  CHECK(verdict({{"If-Modified-Since", kLater}}) == "not modified");
}

TEST_CASE("a date that is none is passed over") {
  CHECK(verdict({{"If-Modified-Since", "yesterday"}}) == "proceed");
}

TEST_CASE("If-Modified-Since is for GET and HEAD only") {
  CHECK(verdict({{"If-Modified-Since", kLater}}, Method::head) == "not modified");
  CHECK(verdict({{"If-Modified-Since", kLater}}, Method::post) == "proceed");
}
