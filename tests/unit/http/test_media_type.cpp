/// \file
/// Content-Type and Accept (http/media_type.hpp).
#include <initializer_list>
#include <string>
#include <string_view>

#include "http/media_type.hpp"
#include "support/catch.hpp"

using namespace ladder::http;
using namespace std::string_view_literals;

namespace {

Request accepting(std::initializer_list<std::string_view> lines) {
  Request request;
  request.fields.push_back({"Host", "localhost"});
  for (const std::string_view line : lines) request.fields.push_back({"accept", line});
  return request;
}

std::string with_parameters(int count) {
  std::string value = "a/b";
  for (int i = 0; i < count; ++i) value += ";p" + std::to_string(i) + "=v";
  return value;
}

}  // namespace

TEST_CASE("A media type is read into its parts", "[http][stage07][rfc9110-8.3.1]") {
  struct Row {
    std::string_view value;
    std::string_view type;
    std::string_view subtype;
    std::string_view charset;
    std::string_view boundary;
  };
  constexpr Row kRows[] = {
      {"application/json", "application", "json", "", ""},
      {"Application/JSON", "application", "json", "", ""},
      {" application/json\t", "application", "json", "", ""},
      {"text/html;charset=utf-8", "text", "html", "utf-8", ""},
      {"text/html; charset=UTF-8", "text", "html", "utf-8", ""},
      {"Text/HTML;Charset=\"utf-8\"", "text", "html", "utf-8", ""},
      {"text/html \t;\t charset=utf-8", "text", "html", "utf-8", ""},
      {"text/html; charset=\"u\\tf-8\"", "text", "html", "utf-8", ""},
      {"text/html;", "text", "html", "", ""},
      {"text/html;;; ; charset=x;", "text", "html", "x", ""},
      {"application/vnd.api+json", "application", "vnd.api+json", "", ""},
      {"multipart/form-data; boundary=----WebKitAbC", "multipart", "form-data", "", "----WebKitAbC"},
      {"multipart/form-data; BOUNDARY=\"a b;,=\\\"c\\\\\"", "multipart", "form-data", "", "a b;,=\"c\\"},
      {"a/b; other=1; boundary=B; charset=C", "a", "b", "c", "B"},
      {"a/b; other=\"\"", "a", "b", "", ""},
  };
  for (const Row& row : kRows) {
    CAPTURE(std::string(row.value));
    const auto media = parse_media_type(row.value);
    REQUIRE(media.has_value());
    CHECK(media->is(row.type, row.subtype));
    CHECK(media->charset == row.charset);
    CHECK(media->boundary == row.boundary);
  }
}

TEST_CASE("What is not a media type is refused", "[http][stage07][rfc9110-8.3.1]") {
  for (const std::string_view value : {""sv,
                                       " "sv,
                                       "json"sv,
                                       "/"sv,
                                       "application/"sv,
                                       "/json"sv,
                                       "application /json"sv,
                                       "application/ json"sv,
                                       "application/json/x"sv,
                                       "application/json, text/html"sv,
                                       "application/json charset=utf-8"sv,
                                       "a/b;charset"sv,
                                       "a/b;charset="sv,
                                       "a/b;=utf-8"sv,
                                       "a/b;charset =utf-8"sv,
                                       "a/b;charset= utf-8"sv,
                                       "a/b;charset=utf 8"sv,
                                       "a/b;charset=\"utf-8"sv,
                                       "a/b;charset=\"utf-8\\"sv,
                                       "a/b;charset=\"utf-8\\\""sv,
                                       "a/b;charset=\"utf-8\"x"sv,
                                       "a/b;charset=\"utf\0-8\""sv,
                                       "a/b;charset=\"utf\n\""sv,
                                       "a/b\0"sv,
                                       "a\0/b"sv}) {
    CAPTURE(std::string(value));
    CHECK_FALSE(parse_media_type(value).has_value());
  }
}

TEST_CASE("A repeated parameter is refused, since readers differ on which one counts", "[http][stage07]") {
  CHECK_FALSE(parse_media_type("a/b;charset=utf-8;charset=utf-8").has_value());
  CHECK_FALSE(parse_media_type("a/b;boundary=x;Boundary=y").has_value());
  CHECK_FALSE(parse_media_type("a/b;other=x;other=y").has_value());
}

TEST_CASE("A charset or boundary that is given but empty is refused", "[http][stage07]") {
  CHECK_FALSE(parse_media_type("a/b;charset=\"\"").has_value());
  CHECK_FALSE(parse_media_type("a/b;boundary=\"\"").has_value());
}

TEST_CASE("The number of parameters is bounded", "[http][stage07]") {
  CHECK(parse_media_type(with_parameters(16)).has_value());
  CHECK_FALSE(parse_media_type(with_parameters(17)).has_value());
}

TEST_CASE("Accept prefers JSON where it puts it before HTML", "[http][stage07][rfc9110-12.5.1]") {
  for (const std::string_view value : {
           "application/json",
           "APPLICATION/JSON",
           "application/json, */*",
           "*/*, application/json",
           "application/json,text/html",
           "application/json;q=0.9,text/html;q=0.8",
           "text/html;q=0.8, application/json;q=0.9",
           "text/html;q=0.5, application/json",
           "text/html;q=0.5, */*",
           "text/html;q=0, */*;q=0.1",
           "application/*",
           "application/*, text/html",
           "application/*;q=0.1, application/json, text/html;q=0.5",
           "text/*;q=0.3, application/json;q=0.301",
           "application/json;q=0.001",
           "application/json; charset=utf-8",
           "application/json;q=1.000;x=y",
           "application/json;Q=0.9, text/html;Q=0.8",
           "text/html;q=0.1, text/html;x=\"a,b\";q=0.2, application/json;q=0.3",
           ", ,application/json,",
           "application/json;q=0.9, application/json;q=0.1, text/html;q=0.5",
       }) {
    CAPTURE(std::string(value));
    CHECK(prefers_json(accepting({value})));
  }
}

TEST_CASE("Accept does not prefer JSON otherwise", "[http][stage07][rfc9110-12.5.1]") {
  for (const std::string_view value : {
           "",
           "*/*",
           "*/*;q=0.5",
           "text/html",
           "text/html,application/json",
           "text/*,application/json",
           "text/html, application/*",
           "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
           "application/json;q=0.8,text/html;q=0.9",
           "application/json;q=0.8,*/*",
           "application/json;q=0",
           "application/json;q=0.000",
           "application/json;q=0, text/html;q=0",
           "application/json;q=0, application/*, */*",
           "application/*;q=0, */*",
           "image/png",
           "application/jsonx",
           "xapplication/json",
           "*/json",
           "*/json, text/html;q=0.5",
           "application/xml",
       }) {
    CAPTURE(std::string(value));
    CHECK_FALSE(prefers_json(accepting({value})));
  }
}

TEST_CASE("A malformed member of Accept is skipped, and the others count",
          "[http][stage07][rfc9110-12.5.1]") {
  for (const std::string_view bad :
       {"application/json;q=2", "application/json;q=1.001", "application/json;q=-1", "application/json;q=.9",
        "application/json;q=0.1234", "application/json;q=1x", "application/json;q=0.x",
        "application/json;q=0x9", "application/json;q", "application/json;q=", "application/json;q=1;q=1",
        "application", "application/ json", "application/json x", "application/json;a=\"x"}) {
    CAPTURE(std::string(bad));
    CHECK_FALSE(prefers_json(accepting({bad})));
    CHECK(prefers_json(accepting({bad, "text/html;q=zzz, application/json;q=0.1"})));
  }
}

TEST_CASE("A comma in a quoted parameter of Accept does not end the member",
          "[http][stage07][rfc9110-5.6.4]") {
  CHECK_FALSE(prefers_json(accepting({"text/plain;a=\"x,application/json,\""})));
  CHECK_FALSE(prefers_json(accepting({"text/plain;a=\"\\\",application/json,\""})));
  CHECK(prefers_json(accepting({"text/plain;a=\"\\\\\",application/json"})));
}

TEST_CASE("Several Accept lines are one list", "[http][stage07][rfc9110-5.3]") {
  CHECK(prefers_json(accepting({"image/png", "application/json"})));
  CHECK(prefers_json(accepting({"application/json", "text/html"})));
  CHECK_FALSE(prefers_json(accepting({"text/html", "application/json"})));
}

TEST_CASE("Without Accept JSON is not preferred", "[http][stage07][rfc9110-12.5.1]") {
  CHECK_FALSE(prefers_json(accepting({})));
}

TEST_CASE("Accept prefers HTML where it is named and not behind JSON", "[http][stage12][rfc9110-12.5.1]") {
  for (const std::string_view value : {
           "text/html",
           "text/*",
           "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
           "text/html, application/json",
           "text/html, */*",
           "application/json;q=0.8, text/html;q=0.9",
           "image/png, text/html;q=0.1",
           "text/html;q=0.001",
       }) {
    CAPTURE(std::string(value));
    CHECK(prefers_html(accepting({value})));
    CHECK_FALSE(prefers_json(accepting({value})));
  }
}

TEST_CASE("Accept does not prefer HTML otherwise", "[http][stage12][rfc9110-12.5.1]") {
  for (const std::string_view value : {
           "",
           "*/*",
           "application/json",
           "application/json, text/html",
           "application/json, text/*",
           "text/html;q=0.5, */*",
           "text/html;q=0",
           "text/html;q=0, */*",
           "text/plain",
           "text/htmlx",
           "text/html;q=2",
       }) {
    CAPTURE(std::string(value));
    CHECK_FALSE(prefers_html(accepting({value})));
  }
  CHECK_FALSE(prefers_html(accepting({})));
}
