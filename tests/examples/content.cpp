/// \file
/// The room content/ by example: what is served, and what is stored.
#include <memory>
#include <string>

#include "content/files/content_disposition.hpp"
#include "content/files/file_cache.hpp"
#include "content/files/safe_path.hpp"
#include "content/mime_types.hpp"
#include "content/pages/html_builder.hpp"
#include "content/uploads/json_validator.hpp"
#include "content/uploads/multipart_parser.hpp"
#include "content/uploads/upload_store.hpp"
#include "examples/bytes.hpp"
#include "os/directory.hpp"
#include "support/catch.hpp"
#include "support/temp_directory.hpp"

using namespace ladder;
using test::as_bytes;

TEST_CASE("example: validate_resource_path", "[example][content]") {
  //! [safe-path]
  const content::Extensions allowed;  // html, txt, png, jpg, jpeg
  CHECK(content::validate_resource_path("/docs/a%20b.html", allowed).relative == "docs/a b.html");
  CHECK(content::validate_resource_path("/docs/", allowed).relative == "docs/index.html");
  CHECK(content::validate_resource_path("/%2e%2e/secret.txt", allowed).status != http::Status::ok);
  CHECK(content::validate_resource_path("/a.cpp", allowed).status == http::Status::forbidden);
  //! [safe-path]
}

TEST_CASE("example: MIME types", "[example][content]") {
  //! [mime-types]
  CHECK(content::extension_of("/a/photo.JPG") == "JPG");
  CHECK(content::media_type_of("JPG") == "image/jpeg");
  CHECK(content::is_shown_inline("html"));
  CHECK_FALSE(content::is_shown_inline("png"));  // offered as a download

  const content::Extensions served = content::Extensions::parse("html, .css");
  CHECK(served.contains("CSS"));
  CHECK_FALSE(served.contains("js"));
  //! [mime-types]
}

TEST_CASE("example: Content-Disposition", "[example][content]") {
  //! [content-disposition]
  CHECK(content::attachment_disposition("a.txt") == "attachment; filename=\"a.txt\"");
  const std::string other = content::attachment_disposition("\xc3\xa4.txt");  // an umlaut
  CHECK(other.find("filename*=UTF-8''%C3%A4.txt") != std::string::npos);
  //! [content-disposition]
}

TEST_CASE("example: FileCache", "[example][content]") {
  const test::TempDirectory temp;
  temp.write("hello.txt", "hello\n");
  //! [file-cache]
  const auto root = std::make_shared<const os::Directory>(temp.path());
  content::FileCache cache(root, {.budget_bytes = 1'000'000});
  CHECK(cache.find("/hello.txt") == nullptr);  // never asked for

  const content::LoadResult loaded = cache.load("/hello.txt", "hello.txt");
  REQUIRE(loaded.file);
  CHECK(loaded.file->bytes == "hello\n");
  CHECK_FALSE(loaded.file->etag.empty());
  CHECK(cache.load("/none.txt", "none.txt").status == http::Status::not_found);
  //! [file-cache]
}

TEST_CASE("example: UploadStore", "[example][content]") {
  const test::TempDirectory temp;
  const os::Directory root(temp.path());
  //! [upload-store]
  const content::UploadStore store(root);
  content::UploadStore::Begun begun = store.begin();
  REQUIRE(begun.upload);
  REQUIRE(begun.upload->append(as_bytes("{\"a\": 1}")) == 0);
  const content::CommitResult stored = begun.upload->commit("json");  // without it, nothing remains
  CHECK(stored.error_number == 0);
  CHECK(stored.name.starts_with("upload_"));
  //! [upload-store]
  CHECK(temp.read("uploads/" + stored.name) == "{\"a\": 1}");
}

TEST_CASE("example: validate_json", "[example][content]") {
  //! [json-validator]
  CHECK(content::validate_json("{\"a\": [1, 2]}", 100).valid);
  const content::JsonVerdict verdict = content::validate_json("{\"a\": 1,}", 100);
  CHECK_FALSE(verdict.valid);
  CHECK(verdict.position == 9);                             // the brace behind the comma
  CHECK_FALSE(content::validate_json("[[[1]]]", 2).valid);  // too deep
  //! [json-validator]
}

TEST_CASE("example: MultipartParser", "[example][content]") {
  //! [multipart-parser]
  using State = content::MultipartParser::State;
  content::MultipartParser parser("line");
  std::string_view input =
      "--line\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--line--\r\n";
  std::string head, data;
  content::MultipartParser::Step step;
  do {
    step = parser.step(input);
    input.remove_prefix(step.consumed);
    if (step.state == State::part) head = parser.head();
    if (step.state == State::data) data += step.data;
  } while (step.state != State::done && step.state != State::malformed);

  CHECK(step.state == State::done);
  CHECK(head == "Content-Disposition: form-data; name=\"a\"\r\n");
  CHECK(data == "value");
  //! [multipart-parser]
}

TEST_CASE("example: HtmlBuilder", "[example][content]") {
  //! [html-builder]
  content::HtmlBuilder builder("Not found");
  builder.heading("404").paragraph("There is no <b>.html here");
  const std::string page = std::move(builder).page();
  CHECK(page.find("<p>There is no &lt;b&gt;.html here</p>") != std::string::npos);
  //! [html-builder]
}
