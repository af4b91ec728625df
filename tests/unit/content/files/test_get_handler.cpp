#include <memory>
#include <thread>

#include "content/files/get_handler.hpp"
#include "support/catch.hpp"
#include "support/temp_directory.hpp"
#include "unit/content/requests.hpp"

using namespace ladder;
using content::GetHandler;
using http::code;
using http::Request;
using http::Response;
using test::body_of;
using test::field_of;
using test::get;
using test::TempDirectory;

namespace {

/// A root with a little of everything, and a secret beside it.
struct Fixture {
  TempDirectory temp;
  GetHandler handler;

  explicit Fixture(const content::FileCache::Options& options = {}) : handler(make(temp, options)) {}

  static GetHandler make(const TempDirectory& temp, const content::FileCache::Options& options) {
    temp.make_directory("root/docs");
    temp.make_directory("root/empty");
    temp.make_directory("root/folder.html");
    temp.write("secret.txt", "secret");
    temp.write("root/index.html", "<p>start");
    temp.write("root/docs/index.html", "<p>docs");
    temp.write("root/a.txt", "0123456789");
    temp.write("root/none.txt", "");
    temp.write("root/program.php", "<?php");
    temp.write("root/caf\xc3\xa9.txt", "coffee");
    temp.link("../secret.txt", "root/out.txt");
    temp.link("docs/index.html", "root/in.html");
    return GetHandler(std::make_shared<const os::Directory>(temp.path("root")), content::Extensions(),
                      options);
  }

  Response ask(const Request& request) {
    Response response;
    handler.handle(request, response);
    return response;
  }
};

content::FileCache::Options by_descriptor() {
  content::FileCache::Options options;
  options.budget_bytes = 0;
  return options;
}

}  // namespace

TEST_CASE("GetHandler serves a page inline with all its fields", "[content][stage06][rfc9110-9.3.1]") {
  Fixture fixture;
  const Response response = fixture.ask(get("/"));
  CHECK(code(response.status) == 200);
  CHECK(body_of(response) == "<p>start");
  CHECK(response.transfer == "inline");
  CHECK(field_of(response, "Content-Type") == "text/html; charset=utf-8");
  CHECK(field_of(response, "Content-Disposition") == "(none)");
  CHECK(field_of(response, "X-Content-Type-Options") == "nosniff");
  CHECK(field_of(response, "Accept-Ranges") == "bytes");
  CHECK(field_of(response, "ETag") != "(none)");
  CHECK(field_of(response, "Last-Modified").ends_with(" GMT"));
}

TEST_CASE("GetHandler serves other files as attachments", "[content][stage06][rfc6266-4]") {
  Fixture fixture;
  const Response response = fixture.ask(get("/a.txt"));
  CHECK(code(response.status) == 200);
  CHECK(response.transfer == "attachment");
  CHECK(field_of(response, "Content-Disposition") == "attachment; filename=\"a.txt\"");
  CHECK(body_of(response) == "0123456789");
}

TEST_CASE("GetHandler gives each path its status", "[content][stage06][rfc9110-15.5]") {
  Fixture fixture;
  struct Row {
    std::string_view path;
    unsigned status;
  };
  for (const Row& row : std::initializer_list<Row>{{"/", 200},
                                                   {"/docs/", 200},
                                                   {"/in.html", 200},
                                                   {"/caf%C3%A9.txt", 200},
                                                   {"/none.txt", 200},
                                                   {"/docs", 404},
                                                   {"/folder.html", 404},
                                                   {"/empty/", 404},
                                                   {"/missing.html", 404},
                                                   {"/missing/", 404},
                                                   {"/a.txt/", 404},
                                                   {"/a.txt/b.txt", 404},
                                                   {"/program.php", 403},
                                                   {"/missing.php", 403},
                                                   {"/missing", 403},
                                                   {"/out.txt", 403},
                                                   {"/../secret.txt", 403},
                                                   {"/%2e%2e/secret.txt", 403},
                                                   {"/a.txt%00.html", 400},
                                                   {"/%", 400}}) {
    INFO(row.path);
    const Response response = fixture.ask(get(row.path));
    CHECK(code(response.status) == row.status);
    CHECK(field_of(response, "X-Content-Type-Options") == "nosniff");
    CHECK(body_of(response).find("secret") == std::string::npos);
  }
}

TEST_CASE("GetHandler allocates nothing new for a hit: one file, one owner", "[content][stage06]") {
  Fixture fixture;
  const Response first = fixture.ask(get("/a.txt"));
  const Response second = fixture.ask(get("/a.txt"));
  CHECK(second.owner == first.owner);
  CHECK(second.shared_body.data() == first.shared_body.data());
  CHECK(second.ready_fields.data() == first.ready_fields.data());
  CHECK(second.fields.empty());
  CHECK(second.text.empty());
  CHECK(fixture.handler.cache().counters().hits == 1);
}

TEST_CASE("GetHandler keeps one entry for all spellings of a path", "[content][stage06][rfc3986-6.2.2]") {
  Fixture fixture;
  for (const auto* path : {"/%63%61f%c3%a9%2etxt", "/caf%c3%a9.txt", "/caf%C3%A9.txt", "/%63af%C3%A9.txt"}) {
    CHECK(body_of(fixture.ask(get(path))) == "coffee");
  }
  CHECK(fixture.handler.cache().entries() == 1);
  CHECK(fixture.handler.cache().counters().loads == 1);
}

TEST_CASE("GetHandler answers 304 without describing the bytes", "[content][stage06][rfc9110-15.4.5]") {
  Fixture fixture;
  const std::string etag = field_of(fixture.ask(get("/a.txt")), "ETag");
  const Response response = fixture.ask(get("/a.txt", {{"If-None-Match", etag}}));
  CHECK(code(response.status) == 304);
  CHECK(field_of(response, "ETag") == etag);
  CHECK(field_of(response, "Last-Modified") != "(none)");
  CHECK(field_of(response, "Content-Type") == "(none)");
  CHECK(response.body_bytes() == 0);
  CHECK(response.transfer == "none");
}

TEST_CASE("GetHandler evaluates dates and If-Match", "[content][stage06][rfc9110-13.2.2]") {
  Fixture fixture;
  const std::string date = field_of(fixture.ask(get("/a.txt")), "Last-Modified");
  CHECK(code(fixture.ask(get("/a.txt", {{"If-Modified-Since", date}})).status) == 304);
  CHECK(code(fixture.ask(get("/a.txt", {{"If-Unmodified-Since", date}})).status) == 200);
  const Response failed = fixture.ask(get("/a.txt", {{"If-Match", "\"other\""}}));
  CHECK(code(failed.status) == 412);
  CHECK(field_of(failed, "Content-Type") == "text/html; charset=utf-8");
  CHECK(code(fixture.ask(get("/missing.txt", {{"If-Match", "\"other\""}})).status) == 404);
}

TEST_CASE("GetHandler sends one range, from memory or by descriptor", "[content][stage06][rfc9110-14.2]") {
  struct Row {
    std::string_view range, content_range, bytes;
  };
  for (const Row& row : std::initializer_list<Row>{{"bytes=0-0", "bytes 0-0/10", "0"},
                                                   {"bytes=2-4", "bytes 2-4/10", "234"},
                                                   {"bytes=7-", "bytes 7-9/10", "789"},
                                                   {"bytes=-3", "bytes 7-9/10", "789"},
                                                   {"bytes=5-99", "bytes 5-9/10", "56789"},
                                                   {"bytes=-99", "bytes 0-9/10", "0123456789"}}) {
    INFO(row.range);
    Fixture in_memory;
    const Response response = in_memory.ask(get("/a.txt", {{"Range", row.range}}));
    CHECK(code(response.status) == 206);
    CHECK(field_of(response, "Content-Range") == row.content_range);
    CHECK(body_of(response) == row.bytes);

    Fixture open(by_descriptor());
    const Response sliced = open.ask(get("/a.txt", {{"Range", row.range}}));
    CHECK(code(sliced.status) == 206);
    REQUIRE(sliced.file);
    CHECK(std::string("0123456789").substr(sliced.file_offset, sliced.file_length_bytes) == row.bytes);
  }
}

TEST_CASE("GetHandler answers 416 with the size of the file", "[content][stage06][rfc9110-15.5.17]") {
  Fixture fixture;
  const Response response = fixture.ask(get("/a.txt", {{"Range", "bytes=10-"}}));
  CHECK(code(response.status) == 416);
  CHECK(field_of(response, "Content-Range") == "bytes */10");
  CHECK(response.shared_body.empty());
  CHECK(field_of(fixture.ask(get("/none.txt", {{"Range", "bytes=0-"}})), "Content-Range") == "bytes */0");
}

TEST_CASE("GetHandler sends the whole file where a range does not count",
          "[content][stage06][rfc9110-14.2]") {
  Fixture fixture;
  const std::string etag = field_of(fixture.ask(get("/a.txt")), "ETag");
  const auto whole = [&](const Request& request) {
    const Response response = fixture.ask(request);
    CHECK(code(response.status) == 200);
    CHECK(response.body_bytes() == 10);
    CHECK(field_of(response, "Content-Range") == "(none)");
  };
  whole(get("/a.txt", {{"Range", "bytes=4-2"}}));
  whole(get("/a.txt", {{"Range", "lines=1-2"}}));
  whole(get("/a.txt", {{"Range", "bytes=0-5,4-9"}}));  // overlap: longer than the file
  whole(get("/a.txt", {{"Range", "bytes=0-1"}, {"Range", "bytes=2-3"}}));
  whole(get("/a.txt", {{"Range", "bytes=0-1"}, {"If-Range", "\"other\""}}));
  whole(test::make_request(http::Method::head, "/a.txt", {{"Range", "bytes=0-1"}}));
  whole(test::make_request(http::Method::head, "/a.txt", {{"Range", "bytes=99-"}}));
  CHECK(code(fixture.ask(get("/a.txt", {{"Range", "bytes=0-1"}, {"If-Range", etag}})).status) == 206);
}

TEST_CASE("GetHandler sends several ranges as one multipart body, from memory or by descriptor",
          "[content][stage12][rfc9110-14.6][rfc9110-15.3.7.2]") {
  const bool in_memory = GENERATE(true, false);
  Fixture fixture(in_memory ? content::FileCache::Options{} : by_descriptor());
  const Response response = fixture.ask(get("/a.txt", {{"Range", "bytes=7-8, 0-1, 99-, -1"}}));
  CHECK(code(response.status) == 206);
  CHECK(response.transfer == "attachment");
  CHECK(field_of(response, "Content-Range") == "(none)");
  CHECK(field_of(response, "Content-Disposition") == "attachment; filename=\"a.txt\"");
  const std::string type = field_of(response, "Content-Type");
  REQUIRE(type.starts_with("multipart/byteranges; boundary="));
  const std::string delimiter = "\r\n--" + type.substr(type.find('=') + 1);
  const auto part = [&](const std::string& range, const std::string& bytes) {
    return delimiter + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes " + range +
           "/10\r\n\r\n" + bytes;
  };
  const std::string whole = part("7-8", "78") + part("0-1", "01") + part("9-9", "9") + delimiter + "--\r\n";
  CHECK(response.body_bytes() == whole.size());
  CHECK((response.file == nullptr) == in_memory);
  std::string described;
  for (const http::BodyPart& one : response.parts)
    described += one.heading + std::string(one.memory) +
                 std::string("0123456789").substr(one.offset, one.length_bytes);
  CHECK(described == whole);
}

TEST_CASE("Several ranges of a large file in memory are named, not copied", "[content][stage12]") {
  Fixture fixture;
  const std::string bytes = std::string(50'000, 'a') + std::string(50'000, 'b');
  fixture.temp.write("root/large.txt", bytes);
  const Response response = fixture.ask(get("/large.txt", {{"Range", "bytes=0-39999,60000-99999"}}));
  CHECK(code(response.status) == 206);
  CHECK(response.text.empty());
  CHECK_FALSE(response.file);
  CHECK(response.owner);
  REQUIRE(response.parts.size() == 3);
  CHECK(response.parts[0].memory == std::string(40'000, 'a'));
  CHECK(response.parts[1].memory == std::string(40'000, 'b'));
  CHECK(response.parts[2].heading.ends_with("--\r\n"));
}

TEST_CASE("GetHandler answers a failed condition before it looks at the range",
          "[content][stage06][rfc9110-13.2.2]") {
  Fixture fixture;
  const std::string etag = field_of(fixture.ask(get("/a.txt")), "ETag");
  CHECK(code(fixture.ask(get("/a.txt", {{"Range", "bytes=99-"}, {"If-None-Match", etag}})).status) == 304);
}

TEST_CASE("GetHandler fills HEAD as it fills GET", "[content][stage06][rfc9110-9.3.2]") {
  Fixture fixture;
  for (const auto* path : {"/", "/a.txt", "/missing.html", "/program.php"}) {
    const Response with_body = fixture.ask(get(path));
    const Response head = fixture.ask(test::make_request(http::Method::head, path));
    CHECK(head.status == with_body.status);
    CHECK(test::fields_of(head) == test::fields_of(with_body));
    CHECK(head.body_bytes() == with_body.body_bytes());
  }
}

TEST_CASE("GetHandler serves an empty file by descriptor too", "[content][stage06]") {
  Fixture fixture(by_descriptor());
  const Response response = fixture.ask(get("/none.txt"));
  CHECK(code(response.status) == 200);
  CHECK(response.body_bytes() == 0);
}

TEST_CASE("GetHandler sees a file that was missing within a second of its making", "[content][stage12]") {
  static seam::TimePoint the_time;
  the_time = seam::TimePoint(std::chrono::hours(1));
  TempDirectory temp;
  GetHandler handler(std::make_shared<const os::Directory>(temp.path(".")), content::Extensions(), {},
                     [] { return the_time; });
  const auto status_of = [&](std::string_view path) {
    Response response;
    handler.handle(get(path), response);
    return code(response.status);
  };
  CHECK(status_of("/new.txt") == 404);
  temp.write("new.txt", "new");
  the_time += std::chrono::milliseconds(990);
  CHECK(status_of("/new.txt") == 200);
  CHECK(status_of("/never.txt") == 404);
  CHECK(status_of("/never.txt") == 404);
}

TEST_CASE("GetHandler serves the tree that has taken the place of its root within a second",
          "[content][stage12]") {
  static seam::TimePoint the_time;
  the_time = seam::TimePoint(std::chrono::hours(1));
  TempDirectory temp;
  for (const std::string tree : {"one", "two"}) {
    temp.make_directory(tree);
    temp.write(tree + "/a.txt", tree);
  }
  temp.write("two/b.txt", "new");
  temp.link("one", "root");
  std::vector<std::string> told;
  GetHandler handler(
      std::make_shared<const os::Directory>(temp.path("root")), content::Extensions(), {},
      [] { return the_time; }, http::kMaxRanges,
      [&](content::Trouble, std::string_view what) { told.emplace_back(what); });
  const auto body_of = [&](std::string_view path) {
    Response response;
    handler.handle(get(path), response);
    return code(response.status) == 200 ? std::string(response.shared_body) : "none";
  };
  CHECK(body_of("/a.txt") == "one");
  CHECK(body_of("/b.txt") == "none");

  temp.remove("root");
  the_time += std::chrono::seconds(1);
  CHECK(body_of("/a.txt") == "one");  // between two renames the last tree stays
  the_time += std::chrono::seconds(1);
  CHECK(body_of("/a.txt") == "one");
  REQUIRE(told.size() == 1);  // told once, not each second
  CHECK(told[0] == "open " + temp.path("root") + ": No such file or directory: serving the root as it was");

  temp.link("two", "root");
  the_time += std::chrono::milliseconds(500);
  CHECK(body_of("/b.txt") == "none");  // looked at once a second, not at each request
  the_time += std::chrono::milliseconds(490);
  CHECK(body_of("/a.txt") == "two");
  CHECK(body_of("/b.txt") == "new");
  REQUIRE(told.size() == 2);
  CHECK(told[1] == "the root " + temp.path("root") + " is another directory now: serving that");
}
