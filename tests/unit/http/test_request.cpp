/// \file
/// Looking fields up in a Request.
#include "http/request.hpp"

#include "support/catch.hpp"
#include "support/four_ways.hpp"

using ladder::http::Request;

namespace {

Request with(std::vector<ladder::http::Field> fields) {
  Request request;
  request.fields = std::move(fields);
  return request;
}

}  // namespace

TEST_CASE("Request finds the first field of a name in any case", "[http][stage05][rfc9110-5.1]") {
  const Request request = with({{"Host", "a"}, {"Accept", "text/html"}, {"ACCEPT", "*/*"}, {"Empty", ""}});
  CHECK(request.find("accept") == "text/html");
  CHECK(request.find("HOST") == "a");
  CHECK(request.find("empty") == "");
  CHECK_FALSE(request.find("Accep").has_value());
  CHECK_FALSE(request.find("Accept-").has_value());
  CHECK_FALSE(request.find("").has_value());
}

TEST_CASE("Request counts the field lines of a name in any case", "[http][stage05][rfc9110-5.3]") {
  const Request request = with({{"Cookie", "a"}, {"cookie", "b"}, {"Cookies", "c"}});
  CHECK(request.count("COOKIE") == 2);
  CHECK(request.count("Cookies") == 1);
  CHECK(request.count("Host") == 0);
}

TEST_CASE("Request finds a token in a list of any shape", "[http][stage05][rfc9110-5.6.1]") {
  struct Row {
    const char* value;
    bool listed;
  };
  const Row row = GENERATE(values<Row>({
      {"close", true},
      {"CLOSE", true},
      {"keep-alive, close", true},
      {"close,keep-alive", true},
      {"keep-alive,close", true},
      {"keep-alive,\t close \t,upgrade", true},
      {",,close,,", true},
      {" , close", true},
      {"", false},
      {",", false},
      {"closed", false},
      {"clos", false},
      {"not-close", false},
      {"clo,se", false},
      {"close keep-alive", false},
      {"close;q=1", false},
      {"\"close\"", false},
  }));
  CAPTURE(row.value);
  const auto lists_close = [](std::string_view value) {
    return with({{"Connection", value}}).lists_token("connection", "close");
  };
  ladder::test::four_ways_at_once(row.value, lists_close, [&](bool listed) { CHECK(listed == row.listed); });
}

TEST_CASE("Request reads several field lines of one name as one list", "[http][stage05][rfc9110-5.3]") {
  const Request request = with({{"Connection", "upgrade"}, {"X", "close"}, {"connection", "a, Close"}});
  CHECK(request.lists_token("Connection", "close"));
  CHECK(request.lists_token("Connection", "UPGRADE"));
  CHECK_FALSE(request.lists_token("Connection", "b"));
  CHECK_FALSE(request.lists_token("Trailer", "close"));
}
