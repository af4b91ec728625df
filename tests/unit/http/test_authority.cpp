/// \file
/// The grammar of an authority and its parts (http/authority.hpp).
#include <string>
#include <string_view>

#include "http/authority.hpp"
#include "support/catch.hpp"

using namespace ladder::http;
using namespace std::string_view_literals;

TEST_CASE("An authority is taken apart into a lower-case host and a port", "[http][stage05][rfc9110-4.2.3]") {
  struct Row {
    std::string_view text;
    std::string_view host;
    unsigned port;
  };
  constexpr Row kRows[] = {
      {"localhost", "localhost", 80},
      {"localhost:", "localhost", 80},
      {"localhost:8080", "localhost", 8080},
      {"LocalHost:8080", "localhost", 8080},
      {"localhost:0", "localhost", 0},
      {"localhost:08080", "localhost", 8080},
      {"localhost:00000000065535", "localhost", 65535},
      {"127.0.0.1:80", "127.0.0.1", 80},
      {"999.999.999.999", "999.999.999.999", 80},
      {"1.2.3", "1.2.3", 80},
      {"a-b_c~d.e!$&'()*+,;=", "a-b_c~d.e!$&'()*+,;=", 80},
      {"Caf%C3%A9.example:81", "caf%c3%a9.example", 81},
      {"%00", "%00", 80},
      {"[::1]", "[::1]", 80},
      {"[::1]:", "[::1]", 80},
      {"[FE80::A]:443", "[fe80::a]", 443},
  };
  for (const Row& row : kRows) {
    CAPTURE(std::string(row.text));
    CHECK(is_valid_authority(row.text));
    const auto authority = parse_authority(row.text);
    REQUIRE(authority.has_value());
    CHECK(authority->host == row.host);
    CHECK(authority->port == row.port);
  }
}

TEST_CASE("split_authority gives views into the text and keeps its case", "[http][stage05]") {
  constexpr std::string_view kText = "LocalHost:8080";
  const auto parts = split_authority(kText);
  REQUIRE(parts.has_value());
  CHECK(parts->host == "LocalHost");
  CHECK(parts->host.data() == kText.data());
  CHECK(parts->port == 8080);
}

TEST_CASE("An authority with an empty or malformed host is invalid", "[http][stage05][rfc3986-3.2.2]") {
  constexpr std::string_view kMalformed[] = {"",
                                             ":",
                                             ":80",
                                             " localhost",
                                             "localhost ",
                                             "local host",
                                             "localhost\t",
                                             "local/host",
                                             "localhost?",
                                             "localhost#",
                                             "local\\host",
                                             "local\"host",
                                             "<script>",
                                             "local|host",
                                             "local^host",
                                             "caf\xc3\xa9",
                                             "local\0host"sv,
                                             "localhost\0"sv,
                                             "localhost\r",
                                             "%",
                                             "a%2",
                                             "a%2g",
                                             "a%g2",
                                             "a%%41",
                                             "a%4:80"};
  for (const std::string_view text : kMalformed) {
    CAPTURE(std::string(text));
    CHECK_FALSE(is_valid_authority(text));
    CHECK_FALSE(parse_authority(text).has_value());
  }
}

TEST_CASE("A percent-encoding is not completed from behind the end of the text",
          "[http][stage05][rfc3986-2.1]") {
  constexpr std::string_view kText = "a%2f";
  CHECK(is_valid_authority(kText));
  CHECK_FALSE(is_valid_authority(kText.substr(0, 3)));
  CHECK_FALSE(is_valid_authority(kText.substr(0, 2)));
}

TEST_CASE("Userinfo is refused", "[http][stage05][rfc9110-4.2.4]") {
  for (const std::string_view text : {"user@localhost", "user:secret@localhost", "@localhost",
                                      "localhost:80@evil", "user@[::1]", "[::1]@evil"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(is_valid_authority(text));
  }
}

TEST_CASE("A port is digits only and at most 65535", "[http][stage05][rfc3986-3.2.3]") {
  for (const std::string_view text : {"a:65536"sv, "a:99999999999999999999999"sv, "a:4294967376"sv, "a:+80"sv,
                                      "a:-1"sv, "a: 80"sv, "a:80 "sv, "a:8o"sv, "a:0x50"sv, "a:80:80"sv,
                                      "a::80"sv, "a:80\0"sv, "[::1]:65536"sv, "[::1]:x"sv, "[::1]80"sv}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(is_valid_authority(text));
  }
  CHECK(is_valid_authority("a:65535"));
}

TEST_CASE("An IPv6 literal follows the grammar of RFC 3986", "[http][stage05][rfc3986-3.2.2]") {
  for (const std::string_view text :
       {"[::]", "[::1]", "[1::]", "[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7::]", "[::2:3:4:5:6:7:8]",
        "[1::3:4:5:6:7:8]", "[2001:DB8::ff00:42:8329]", "[0000:0000:0000:0000:0000:0000:0000:0001]",
        "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[1:2:3:4:5:6:1.2.3.4]", "[1:2:3:4:5::1.2.3.4]",
        "[::255.255.255.255]"}) {
    CAPTURE(std::string(text));
    CHECK(is_valid_authority(text));
  }
}

TEST_CASE("What only looks like an IPv6 literal is invalid", "[http][stage05][rfc3986-3.2.2]") {
  for (const std::string_view text : {"[",
                                      "]",
                                      "[]",
                                      "[:]",
                                      "[1]",
                                      "[:::]",
                                      "[1:]",
                                      "[:1]",
                                      "[::1",
                                      "::1",
                                      "::1]",
                                      "[::1]]",
                                      "[[::1]]",
                                      "[1:2:3:4:5:6:7]",
                                      "[1::2::3]",
                                      "[1:2:3:4:5:6:7:8:9]",
                                      "[::1:]",
                                      "[1:2:3:4:5:6:7:8::]",
                                      "[:1:2]",
                                      "[1::2:3:4:5:6:7:8]",
                                      "[::12345]",
                                      "[::g]",
                                      "[1.2.3.4]",
                                      "[1:2:3:4:5:6:7:1.2.3.4]",
                                      "[::1.2.3]",
                                      "[1:2:3:4:5:6::1.2.3.4]",
                                      "[::1.2.3.]",
                                      "[::256.2.3.4]",
                                      "[::1.2.3.4.5]",
                                      "[::01.2.3.4]",
                                      "[::.1.2.3]",
                                      "[::1.2.3.4:5]",
                                      "[::1.2.3.1234]",
                                      "[1.2.3.4::]",
                                      "[::1%eth0]",
                                      "[fe80::1%25eth0]",
                                      "[v1.x]",
                                      "[localhost]",
                                      "[:: 1]",
                                      "[::1]a",
                                      "a[::1]",
                                      "[::-1]"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(is_valid_authority(text));
  }
}
