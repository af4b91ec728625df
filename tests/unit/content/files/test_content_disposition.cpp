#include "content/files/content_disposition.hpp"
#include "support/catch.hpp"

using ladder::content::attachment_disposition;

TEST_CASE("A plain file name stands quoted", "[content][stage06][rfc6266-4.3]") {
  CHECK(attachment_disposition("a.txt") == R"(attachment; filename="a.txt")");
  CHECK(attachment_disposition("a b;c.txt") == R"(attachment; filename="a b;c.txt")");
}

TEST_CASE("Quotes and backslashes in a file name are escaped", "[content][stage06][rfc9110-5.6.4]") {
  CHECK(attachment_disposition(R"(a"b.txt)") == R"(attachment; filename="a\"b.txt")");
  CHECK(attachment_disposition(R"(a\b.txt)") == R"(attachment; filename="a\\b.txt")");
}

TEST_CASE("A name beyond ASCII gets a fallback and its real spelling", "[content][stage06][rfc8187-3.2]") {
  CHECK(attachment_disposition("na\xc3\xafve \xe2\x82\xac.txt") ==
        R"(attachment; filename="na_ve _.txt"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt)");
  CHECK(attachment_disposition("100%41.txt") ==
        R"(attachment; filename="100_41.txt"; filename*=UTF-8''100%2541.txt)");
  CHECK(attachment_disposition("\xc3\xa9'*\"(.txt") ==
        R"(attachment; filename="_'*\"(.txt"; filename*=UTF-8''%C3%A9%27%2A%22%28.txt)");
}

TEST_CASE("A file name cannot break out of its field", "[content][stage06][rfc9110-5.5]") {
  CHECK(attachment_disposition("a\r\nSet-Cookie: x.txt") ==
        R"(attachment; filename="a__Set-Cookie: x.txt"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x.txt)");
  CHECK(attachment_disposition("a\xff.txt") == R"(attachment; filename="a_.txt")");
}
