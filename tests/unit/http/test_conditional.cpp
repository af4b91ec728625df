/// \file
/// Conditional requests, after the steps of RFC 9110 section 13.2.2 (http/conditional.hpp).
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/conditional.hpp"
#include "support/catch.hpp"

using namespace ladder::http;
using namespace std::string_view_literals;

namespace {

using Fields = std::vector<Field>;

constexpr std::time_t kNow = 1'785'412'800;
constexpr Validators kStrong{"\"v1,2\"", 784'111'777};  // a comma in the tag, for the list reader
constexpr Validators kWeak{"W/\"v1,2\"", 784'111'777};
constexpr std::string_view kEarlier = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr std::string_view kSame = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view kLater = "Sun, 06 Nov 1994 08:49:38 GMT";

Precondition evaluate(Method method, Fields fields, const Validators& validators = kStrong) {
  Request request;
  request.method = method;
  request.fields = std::move(fields);
  return evaluate_preconditions(request, validators, kNow);
}

bool applies(Fields fields, const Validators& validators = kStrong) {
  Request request;
  request.method = Method::get;
  request.fields = std::move(fields);
  return range_applies(request, validators);
}

// Lists in which "v1,2" is a member, by either comparison.
constexpr std::string_view kNaming[] = {
    "\"v1,2\"",
    "\"x\", \"v1,2\"",
    "\"v1,2\" , \"x\"",
    "\"x\",\"v1,2\",\"y\"",
    ",, \"v1,2\",",
    "\"a,b\",\"\",\"v1,2\"",
    "W/\"x\",\t\"v1,2\"",
    "junk, \"v1,2\"",
    "\"not a tag\", \"v1,2\"",
    "*, \"v1,2\"",
};

// Lists in which it is not, or only in a malformed member.
constexpr std::string_view kNotNaming[] = {
    "",
    ",",
    "\"\"",
    "\"x\"",
    "\"V1,2\"",
    "v1,2",
    "\"v1,2",
    "v1,2\"",
    "\"v1\",\"2\"",
    "\"v1,2\"x",
    "x\"v1,2\"",
    "\"v1,2\" \"v1,2\"",
    "\"v1,2\"\"v1,2\"",
    "w/\"v1,2\"",
    "W\"v1,2\"",
    "W/ \"v1,2\"",
    "W/W/\"v1,2\"",
    "W/v1,2",
    "\" v1,2\"",
    "\\\"v1,2\\\"",
    "\"x, \"v1,2\"",
    "\"v1,2\0\""sv,
    "\"v1,2\"\0"sv,
    "**",
    "*, *",
    "\"*\"",
};

}  // namespace

TEST_CASE("A request without conditions proceeds", "[http][stage06][rfc9110-13.2.2]") {
  CHECK(evaluate(Method::get, {}) == Precondition::proceed);
  CHECK(evaluate(Method::post, {{"Host", "localhost"}}) == Precondition::proceed);
}

TEST_CASE("If-Match proceeds only where the list names the representation",
          "[http][stage06][rfc9110-13.1.1]") {
  for (const std::string_view list : kNaming) {
    CAPTURE(std::string(list));
    CHECK(evaluate(Method::get, {{"if-match", list}}) == Precondition::proceed);
    CHECK(evaluate(Method::post, {{"If-Match", list}}) == Precondition::proceed);
  }
  for (const std::string_view list : kNotNaming) {
    CAPTURE(std::string(list));
    CHECK(evaluate(Method::get, {{"If-Match", list}}) == Precondition::failed);
  }
  CHECK(evaluate(Method::get, {{"If-Match", "*"}}) == Precondition::proceed);
}

TEST_CASE("If-Match compares strongly", "[http][stage06][rfc9110-8.8.3.2]") {
  CHECK(evaluate(Method::get, {{"If-Match", "W/\"v1,2\""}}) == Precondition::failed);
  CHECK(evaluate(Method::get, {{"If-Match", "\"v1,2\""}}, kWeak) == Precondition::failed);
  CHECK(evaluate(Method::get, {{"If-Match", "W/\"v1,2\""}}, kWeak) == Precondition::failed);
}

TEST_CASE("If-None-Match answers 304 to GET and HEAD, 412 to others", "[http][stage06][rfc9110-13.1.2]") {
  for (const std::string_view list : kNaming) {
    CAPTURE(std::string(list));
    CHECK(evaluate(Method::get, {{"if-none-match", list}}) == Precondition::not_modified);
    CHECK(evaluate(Method::head, {{"If-None-Match", list}}) == Precondition::not_modified);
    CHECK(evaluate(Method::post, {{"If-None-Match", list}}) == Precondition::failed);
  }
  for (const std::string_view list : kNotNaming) {
    CAPTURE(std::string(list));
    CHECK(evaluate(Method::get, {{"If-None-Match", list}}) == Precondition::proceed);
    CHECK(evaluate(Method::post, {{"If-None-Match", list}}) == Precondition::proceed);
  }
  CHECK(evaluate(Method::get, {{"If-None-Match", " *\t"}}) == Precondition::not_modified);
  CHECK(evaluate(Method::post, {{"If-None-Match", "*"}}) == Precondition::failed);
}

TEST_CASE("If-None-Match compares weakly", "[http][stage06][rfc9110-8.8.3.2]") {
  CHECK(evaluate(Method::get, {{"If-None-Match", "W/\"v1,2\""}}) == Precondition::not_modified);
  CHECK(evaluate(Method::get, {{"If-None-Match", "\"v1,2\""}}, kWeak) == Precondition::not_modified);
  CHECK(evaluate(Method::get, {{"If-None-Match", "W/\"v1,2\""}}, kWeak) == Precondition::not_modified);
}

TEST_CASE("Several lines of one condition are one list", "[http][stage06][rfc9110-5.3]") {
  const Fields none_match = {{"If-None-Match", "\"x\""}, {"Host", "h"}, {"IF-NONE-MATCH", "\"v1,2\""}};
  CHECK(evaluate(Method::get, none_match) == Precondition::not_modified);
  CHECK(evaluate(Method::get, {{"If-Match", "\"x\""}, {"If-Match", "\"v1,2\""}}) == Precondition::proceed);
  CHECK(evaluate(Method::get, {{"If-Match", "\"x\""}, {"If-Match", "\"y\""}}) == Precondition::failed);
  CHECK(evaluate(Method::get, {{"If-None-Match", "*"}, {"If-None-Match", "\"x\""}}) == Precondition::proceed);
}

TEST_CASE("If-Modified-Since answers 304 unless the representation is newer",
          "[http][stage06][rfc9110-13.1.3]") {
  for (const Method method : {Method::get, Method::head}) {
    CHECK(evaluate(method, {{"If-Modified-Since", kEarlier}}) == Precondition::proceed);
    CHECK(evaluate(method, {{"If-Modified-Since", kSame}}) == Precondition::not_modified);
    CHECK(evaluate(method, {{"If-Modified-Since", kLater}}) == Precondition::not_modified);
  }
  CHECK(evaluate(Method::get, {{"If-Modified-Since", "Sunday, 06-Nov-94 08:49:37 GMT"}}) ==
        Precondition::not_modified);
}

TEST_CASE("If-Modified-Since is for GET and HEAD only", "[http][stage06][rfc9110-13.1.3]") {
  CHECK(evaluate(Method::post, {{"If-Modified-Since", kSame}}) == Precondition::proceed);
}

TEST_CASE("If-None-Match makes If-Modified-Since void", "[http][stage06][rfc9110-13.1.3]") {
  CHECK(evaluate(Method::get, {{"If-Modified-Since", kSame}, {"If-None-Match", "\"x\""}}) ==
        Precondition::proceed);
  CHECK(evaluate(Method::get, {{"If-Modified-Since", kSame}, {"If-None-Match", ""}}) ==
        Precondition::proceed);
  CHECK(evaluate(Method::get, {{"If-Modified-Since", kEarlier}, {"If-None-Match", "\"v1,2\""}}) ==
        Precondition::not_modified);
}

TEST_CASE("If-Unmodified-Since answers 412 if the representation is newer",
          "[http][stage06][rfc9110-13.1.4]") {
  for (const Method method : {Method::get, Method::head, Method::post}) {
    CHECK(evaluate(method, {{"If-Unmodified-Since", kEarlier}}) == Precondition::failed);
    CHECK(evaluate(method, {{"If-Unmodified-Since", kSame}}) == Precondition::proceed);
    CHECK(evaluate(method, {{"If-Unmodified-Since", kLater}}) == Precondition::proceed);
  }
}

TEST_CASE("If-Match makes If-Unmodified-Since void", "[http][stage06][rfc9110-13.1.4]") {
  CHECK(evaluate(Method::get, {{"If-Unmodified-Since", kEarlier}, {"If-Match", "*"}}) ==
        Precondition::proceed);
  CHECK(evaluate(Method::get, {{"If-Unmodified-Since", kLater}, {"If-Match", "\"x\""}}) ==
        Precondition::failed);
}

TEST_CASE("A condition whose date is invalid or repeated is ignored", "[http][stage06][rfc9110-13.1.3]") {
  for (const std::string_view bad : {"", "yesterday", "0", "Sun, 31 Feb 1994 08:49:36 GMT",
                                     "Sun, 06 Nov 1994 08:49:36 GMT, Sun, 06 Nov 1994 08:49:36 GMT"}) {
    CAPTURE(std::string(bad));
    CHECK(evaluate(Method::get, {{"If-Modified-Since", bad}}) == Precondition::proceed);
    CHECK(evaluate(Method::get, {{"If-Unmodified-Since", bad}}) == Precondition::proceed);
  }
  CHECK(evaluate(Method::get, {{"If-Modified-Since", kSame}, {"If-Modified-Since", kSame}}) ==
        Precondition::proceed);
  CHECK(evaluate(Method::get, {{"If-Unmodified-Since", kEarlier}, {"If-Unmodified-Since", kEarlier}}) ==
        Precondition::proceed);
}

TEST_CASE("What would answer 412 is looked at before what would answer 304",
          "[http][stage06][rfc9110-13.2.2]") {
  CHECK(evaluate(Method::get, {{"If-None-Match", "*"}, {"If-Match", "\"x\""}}) == Precondition::failed);
  CHECK(evaluate(Method::get, {{"If-Modified-Since", kSame}, {"If-Unmodified-Since", kEarlier}}) ==
        Precondition::failed);
  CHECK(evaluate(Method::get, {{"If-Match", "*"}, {"If-None-Match", "*"}}) == Precondition::not_modified);
  CHECK(evaluate(Method::get, {{"If-Unmodified-Since", kSame}, {"If-Modified-Since", kSame}}) ==
        Precondition::not_modified);
}

TEST_CASE("OPTIONS selects no representation, so it has no conditions", "[http][stage06][rfc9110-13.2.1]") {
  CHECK(evaluate(Method::options, {{"If-Match", "\"x\""}}) == Precondition::proceed);
  CHECK(evaluate(Method::options, {{"If-None-Match", "*"}}) == Precondition::proceed);
}

TEST_CASE("A representation without an entity tag is named by the asterisk only",
          "[http][stage06][rfc9110-13.1.1]") {
  const Validators untagged{"", kStrong.last_modified};
  CHECK(evaluate(Method::get, {{"If-Match", ""}}, untagged) == Precondition::failed);
  CHECK(evaluate(Method::get, {{"If-None-Match", ", \"\", W/"}}, untagged) == Precondition::proceed);
  CHECK_FALSE(applies({{"If-Range", ""}}, untagged));
  CHECK(evaluate(Method::get, {{"If-None-Match", "*"}}, untagged) == Precondition::not_modified);
}

TEST_CASE("A range applies where If-Range is absent or exact", "[http][stage06][rfc9110-13.1.5]") {
  CHECK(applies({{"Range", "bytes=0-1"}}));
  for (const std::string_view value : {"\"v1,2\""sv, " \"v1,2\"\t"sv}) {
    CAPTURE(std::string(value));
    CHECK(applies({{"if-range", value}}));
  }
}

TEST_CASE("A range does not apply where If-Range is weak, other, malformed or a date",
          "[http][stage06][rfc9110-13.1.5]") {
  for (const std::string_view value :
       {""sv, "\"x\""sv, "W/\"v1,2\""sv, "\"v1,2"sv, "v1,2"sv, "\"v1,2\", \"x\""sv, "*"sv, kEarlier, kSame,
        kLater, "Sun Nov  6 08:49:37 1994"sv, "Sun, 31 Feb 1994 08:49:37 GMT"sv, "yesterday"sv}) {
    CAPTURE(std::string(value));
    CHECK_FALSE(applies({{"If-Range", value}}));
  }
  CHECK_FALSE(applies({{"If-Range", "\"v1,2\""}}, kWeak));
  CHECK_FALSE(applies({{"If-Range", "W/\"v1,2\""}}, kWeak));
  CHECK_FALSE(applies({{"If-Range", "\"v1,2\""}, {"If-Range", "\"v1,2\""}}));
}
