#include <stdexcept>

#include "content/mime_types.hpp"
#include "support/catch.hpp"

using namespace ladder::content;

TEST_CASE("An extension is what follows the last dot of the last segment", "[content][stage06]") {
  CHECK(extension_of("a.html") == "html");
  CHECK(extension_of("d.x/a.tar.gz") == "gz");
  CHECK(extension_of("d.html/a") == "");
  CHECK(extension_of("a") == "");
  CHECK(extension_of("a.") == "");
  CHECK(extension_of(".html") == "");
  CHECK(extension_of("d/.html") == "");
  CHECK(extension_of(".a.html") == "html");
}

TEST_CASE("Media types are known for the extensions that sites are made of",
          "[content][stage06][rfc9110-8.3]") {
  CHECK(media_type_of("html") == "text/html; charset=utf-8");
  CHECK(media_type_of("HTML") == "text/html; charset=utf-8");
  CHECK(media_type_of("txt") == "text/plain; charset=utf-8");
  CHECK(media_type_of("png") == "image/png");
  CHECK(media_type_of("jpg") == "image/jpeg");
  CHECK(media_type_of("JPEG") == "image/jpeg");
  CHECK(media_type_of("json") == "application/json");
  CHECK(media_type_of("nonsense") == "application/octet-stream");
  CHECK(media_type_of("") == "application/octet-stream");
}

TEST_CASE("Only html is shown inline", "[content][stage06]") {
  CHECK(is_shown_inline("html"));
  CHECK(is_shown_inline("HtMl"));
  for (const auto* extension : {"txt", "png", "svg", "htm", "xhtml", ""})
    CHECK_FALSE(is_shown_inline(extension));
}

TEST_CASE("The specification's extensions are allowed unless others are given", "[content][stage06]") {
  const Extensions allowed;
  for (const auto* extension : {"html", "txt", "png", "jpg", "jpeg", "JPG", "Html"}) {
    CHECK(allowed.contains(extension));
  }
  for (const auto* extension : {"", "htm", "json", "php", "txt ", "tx", "txtx"}) {
    CHECK_FALSE(allowed.contains(extension));
  }
}

TEST_CASE("A list of extensions is read in any case and with spaces", "[content][stage06]") {
  CHECK(Extensions::parse("html, TXT ,.png").names() == std::vector<std::string>{"html", "txt", "png"});
  CHECK(Extensions::parse("woff2").contains("WOFF2"));
}

TEST_CASE("A list of extensions with anything else in it is refused", "[content][stage06]") {
  for (const auto* list : {"", "html,", ",html", "html,,txt", "a/b", "tar.gz", "*", "h tml", "."}) {
    INFO(list);
    CHECK_THROWS_AS(Extensions::parse(list), std::invalid_argument);
  }
  CHECK_THROWS_WITH(Extensions::parse("html,a/b"), "not a file name extension: \"a/b\"");
}
