/// \file
/// complete_head, tried without a connection: requests whose fields are all there.
#include <string>
#include <utility>
#include <vector>

#include "http/head_lines.hpp"
#include "support/catch.hpp"

using namespace ladder::http;

namespace {

Request request_with(std::vector<Field> fields, int minor_version = 1) {
  Request request;
  request.minor_version = minor_version;
  request.fields = std::move(fields);
  return request;
}

/// What the head is refused with; 0: it is not.
unsigned refused_with(std::vector<Field> fields, int minor_version = 1) {
  Request request = request_with(std::move(fields), minor_version);
  const Verdict verdict = complete_head(request);
  return verdict.ok() ? 0 : code(verdict.status);
}

}  // namespace

TEST_CASE("the Host, in any case, becomes the authority") {
  Request request = request_with({{"Accept", "*/*"}, {"hOST", "Example.org:81"}});
  REQUIRE(complete_head(request).ok());
  CHECK(request.authority == "Example.org:81");
  CHECK(request.authority_parts.host == "Example.org");
  CHECK(request.authority_parts.port == 81);
}

TEST_CASE("without a port it is the one of http") {
  Request request = request_with({{"Host", "a"}});
  REQUIRE(complete_head(request).ok());
  CHECK(request.authority_parts.port == 80);
}

TEST_CASE("no Host is 400 in HTTP/1.1 and after, and none is needed in HTTP/1.0") {
  CHECK(refused_with({{"Hosts", "a"}}) == 400);
  CHECK(refused_with({}, 2) == 400);
  CHECK(refused_with({}, 0) == 0);
}

TEST_CASE("a second Host is 400, whatever it says and in whatever version") {
  CHECK(refused_with({{"Host", "a"}, {"X", "1"}, {"host", "a"}}) == 400);
  CHECK(refused_with({{"Host", "a"}, {"Host", "b"}}, 0) == 400);
}

TEST_CASE("a Host that is no host is 400, in HTTP/1.0 as well") {
  for (const std::string host : {"a b", "a:b", "a:99999", "a@b", ""})
    CHECK(std::pair{host, refused_with({{"Host", host}})} == std::pair{host, 400u});
  CHECK(refused_with({{"Host", "a b"}}, 0) == 400);
}

TEST_CASE("a host in the target counts, and the Host must be well-formed all the same") {
  Request request = request_with({{"Host", "other"}});
  request.authority = "example.org";
  request.authority_parts.host = "example.org";
  REQUIRE(complete_head(request).ok());
  CHECK(request.authority == "example.org");
  CHECK(request.authority_parts.host == "example.org");
  request.fields = {{"Host", "a b"}};
  CHECK_FALSE(complete_head(request).ok());
}
