/// \file
/// The fields that every answer has.
#include "http/common_fields.hpp"

#include <string>
#include <string_view>

#include "support/catch.hpp"

using namespace ladder::http;

namespace {

constexpr std::time_t kExample = 784'111'777;  // RFC 9110 section 5.6.7

}  // namespace

TEST_CASE("CommonFields are the date of the second asked for and the server's name",
          "[http][stage05][rfc9110-6.6.1][rfc9110-10.2.4]") {
  CommonFields fields;
  CHECK(fields.at(-1) == "Date: Wed, 31 Dec 1969 23:59:59 GMT\r\nServer: ladder\r\n");
  CHECK(fields.at(kExample) == "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: ladder\r\n");
  CHECK(fields.at(kExample + 1) == "Date: Sun, 06 Nov 1994 08:49:38 GMT\r\nServer: ladder\r\n");
  CHECK(fields.at(kExample) == "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: ladder\r\n");
}

TEST_CASE("CommonFields keep their text for a second", "[http][stage05]") {
  CommonFields fields;
  const std::string_view first = fields.at(kExample);
  CHECK(fields.at(kExample).data() == first.data());
}
