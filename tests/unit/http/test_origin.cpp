/// \file
/// Which site a request comes from (http/origin.hpp).
#include "http/origin.hpp"

#include <string>
#include <vector>

#include "http/head_parser.hpp"
#include "support/catch.hpp"

using namespace ladder::http;

namespace {

struct Row {
  std::string host;
  std::string fields;  ///< whole lines
  bool from_another_site;
};

bool judge(const Row& row) {
  static const std::vector<std::string> kAllowed{"https://friend.example", "http://other.example:81"};
  const std::string head = "POST /upload HTTP/1.1\r\nHost: " + row.host + "\r\n" + row.fields + "\r\n";
  HeadParser parser;
  REQUIRE(parser.parse(head, Limits()) == HeadParser::State::complete);
  return is_from_another_site(parser.request(), kAllowed);
}

}  // namespace

TEST_CASE("A request is from another site if its Origin is neither ours nor allowed",
          "[http][stage12][rfc6454-7]") {
  const Row row = GENERATE(values<Row>({
      {"a.example:8080", "", false},
      {"a.example:8080", "Origin: http://a.example:8080\r\n", false},
      {"a.example:8080", "Origin: http://A.Example:8080\r\nSec-Fetch-Site: same-origin\r\n", false},
      {"a.example:8080", "Origin: http://a.example\r\n", true},
      {"a.example:8080", "Origin: http://a.example:8081\r\n", true},
      {"a.example:8080", "Origin: http://b.example:8080\r\n", true},
      {"a.example:8080", "Origin: http://a.example.evil.example:8080\r\n", true},
      {"a.example:8080", "Origin: null\r\n", true},
      {"a.example:8080", "Origin: \r\n", true},
      {"a.example:8080", "Origin: http://a.example:8080/path\r\n", true},
      {"a.example:8080", "Origin: http://a.example:8080\r\nOrigin: http://a.example:8080\r\n", true},
      // Behind somebody who ends TLS; default ports are those of the origin's scheme.
      {"a.example", "Origin: https://a.example\r\n", false},
      {"a.example", "Origin: http://a.example:80\r\n", false},
      {"a.example:443", "Origin: https://a.example\r\n", false},
      {"a.example:80", "Origin: https://a.example\r\n", true},
      {"[::1]:8080", "Origin: http://[::1]:8080\r\n", false},
      {"[::1]", "Origin: http://[::1]\r\n", false},
      {"[::1]:8080", "Origin: http://[::2]:8080\r\n", true},
      {"[::1]:8080", "Origin: http://[::1]:8081\r\n", true},
      {"[::1]:8080", "Origin: http://[::1]\r\n", true},
      {"[::1]", "Origin: http://[::1]:8080\r\n", true},
      // Allowed by name.
      {"a.example", "Origin: https://friend.example\r\n", false},
      {"a.example", "Origin: https://friend.example:443\r\nSec-Fetch-Site: cross-site\r\n", false},
      {"a.example", "Origin: http://friend.example\r\n", true},
      {"a.example", "Origin: http://other.example:81\r\n", false},
      {"a.example", "Origin: http://other.example\r\n", true},
      // Without an Origin the browser's other word counts.
      {"a.example", "Sec-Fetch-Site: cross-site\r\n", true},
      {"a.example", "Sec-Fetch-Site: same-origin\r\n", false},
      {"a.example", "Sec-Fetch-Site: none\r\n", false},
  }));
  CAPTURE(row.host, row.fields);
  CHECK(judge(row) == row.from_another_site);
}

TEST_CASE("An origin is scheme, host and perhaps a port", "[http][stage12][rfc6454-6.2]") {
  CHECK(is_origin("http://a.example"));
  CHECK(is_origin("https://[::1]:8443"));
  for (const std::string text :
       {"", "null", "a.example", "://a.example", "http://", "http://a.example/", "http://u@a"})
    CHECK_FALSE(is_origin(text));
}
