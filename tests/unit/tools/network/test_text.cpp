/// \file
/// Numbers as a person reads them (network/text.hpp), and URLs (network/url.hpp).
#include "network/text.hpp"

#include <stdexcept>

#include "network/url.hpp"
#include "support/catch.hpp"

using namespace ladder::tools;
using namespace std::chrono_literals;

TEST_CASE("Counts have separators", "[tools][network]") {
  CHECK(count_text(0) == "0");
  CHECK(count_text(999) == "999");
  CHECK(count_text(1'000) == "1,000");
  CHECK(count_text(1'234'567) == "1,234,567");
}

TEST_CASE("Bytes and durations have three digits and a unit", "[tools][network]") {
  CHECK(bytes_text(980) == "980 B");
  CHECK(bytes_text(1'000) == "1.00 kB");
  CHECK(bytes_text(12'345'678) == "12.3 MB");
  CHECK(bytes_text(999'999'999) == "999 MB");
  CHECK(bytes_text(5'000'000'000'000'000) == "5000 TB");
  CHECK(duration_text(0ns) == "0 ns");
  CHECK(duration_text(12'500ns) == "12.5 us");
  CHECK(duration_text(1'250us) == "1.25 ms");
  CHECK(duration_text(1'009ms) == "1.00 s");
  CHECK(duration_text(2h) == "7200 s");
  CHECK(duration_text(-1ns) == "0 ns");
}

TEST_CASE("A URL is taken apart", "[tools][network][rfc3986-3]") {
  CHECK(looks_like_url("ftp://x"));
  CHECK_FALSE(looks_like_url("example.org"));
  CHECK(parse_url("http://example.org") == Url{"example.org", "80", "/"});
  CHECK(parse_url("http://127.0.0.1:8080/a/b?c=d#e") == Url{"127.0.0.1", "8080", "/a/b?c=d"});
  CHECK(parse_url("http://[::1]:81/") == Url{"::1", "81", "/"});
  CHECK(parse_url("http://[::1]") == Url{"::1", "80", "/"});
  CHECK(parse_url("http://host?q") == Url{"host", "80", "/?q"});
  CHECK(parse_url("http://host:/x") == Url{"host", "80", "/x"});
}

TEST_CASE("A URL that is wrong is refused", "[tools][network][rfc3986-3]") {
  for (const char* text :
       {"https://example.org/", "http://", "http:///path", "http://host:0/", "http://host:65536/",
        "http://host:8x/", "http://[::1/", "http://[::1]x/", "http://user@host/", "http://host/a b"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_url(text), std::invalid_argument);
  }
}
