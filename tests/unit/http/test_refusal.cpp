/// \file
/// The 503 for a client that finds no room: complete in itself, since no request of it was read.
#include "http/refusal.hpp"

#include <string>

#include "support/catch.hpp"
#include "support/wire_response.hpp"
#include "unit/http/talk.hpp"

using namespace ladder;

TEST_CASE("The refusal is a complete 503 that says when to come back", "[http][stage07][rfc9110-15.6.4]") {
  test::Talk talk;
  std::string bytes = http::refusal(talk.context);
  const auto response = test::take_response(bytes, "GET");
  REQUIRE(response);
  CHECK(bytes.empty());
  CHECK_NOTHROW(test::check_always(*response));
  CHECK(response->status_line == "HTTP/1.1 503 Service Unavailable");
  CHECK(response->find("Retry-After") == "1");
  CHECK(response->find("Connection") == "close");
  CHECK(response->find("Date") == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK_FALSE(response->body.empty());
}
