#include <nlohmann/json.hpp>
#include <system_error>

#include "content/site.hpp"
#include "support/catch.hpp"
#include "support/temp_directory.hpp"
#include "unit/content/requests.hpp"

using namespace ladder;
using content::Site;
using content::SiteOptions;
using http::code;
using http::Method;
using http::Request;
using http::Response;
using test::field_of;
using test::post;

namespace {

struct Fixture {
  test::TempDirectory temp;
  Site site;
  std::unique_ptr<http::BodyConsumer> consumer;

  explicit Fixture(bool uploads = true) : site(options(uploads)) { temp.write("index.html", "<p>start"); }

  SiteOptions options(bool uploads) const {
    SiteOptions options;
    options.root = temp.path();
    options.uploads = uploads;
    return options;
  }

  Response ask(const Request& request, bool has_body = false) {
    Response response;
    consumer = site.handle(request, has_body, response);
    return response;
  }
};

Request options_of(std::string_view path) {
  Request request = test::make_request(Method::options, path);
  if (path == "*") request.form = http::TargetForm::asterisk;
  return request;
}

}  // namespace

TEST_CASE("Site answers GET and HEAD of files", "[content][stage06][rfc9110-9.3.1]") {
  Fixture fixture;
  CHECK(code(fixture.ask(test::get("/")).status) == 200);
  CHECK(code(fixture.ask(test::make_request(Method::head, "/")).status) == 200);
  CHECK(code(fixture.ask(test::get("/missing.html")).status) == 404);
}

TEST_CASE("Site tells what a resource answers to", "[content][stage06][rfc9110-9.3.7]") {
  Fixture fixture;
  for (const auto& [path, allow] :
       {std::pair{"/", "GET, HEAD, OPTIONS"}, std::pair{"/a.txt", "GET, HEAD, OPTIONS"},
        std::pair{"/upload", "OPTIONS, POST"}, std::pair{"*", "GET, HEAD, OPTIONS, POST"}}) {
    const Response response = fixture.ask(options_of(path));
    CHECK(code(response.status) == 204);
    CHECK(field_of(response, "Allow") == allow);
    CHECK(response.body_bytes() == 0);
  }
}

TEST_CASE("Site refuses a known method on the wrong resource with Allow",
          "[content][stage07][rfc9110-15.5.6]") {
  Fixture fixture;
  for (const Method method : {Method::get, Method::head}) {
    const Response response = fixture.ask(test::make_request(method, "/upload"));
    CHECK(code(response.status) == 405);
    CHECK(field_of(response, "Allow") == "OPTIONS, POST");
    CHECK(field_of(response, "Content-Type") == "application/json");
  }
  const Response response = fixture.ask(post("/"), true);
  CHECK(code(response.status) == 405);
  CHECK(field_of(response, "Allow") == "GET, HEAD, OPTIONS");
  CHECK(field_of(response, "X-Content-Type-Options") == "nosniff");
  CHECK(code(fixture.ask(post("/upload/"), true).status) == 405);
}

TEST_CASE("Site without uploads takes POST nowhere", "[content][stage06][rfc9110-15.5.6]") {
  Fixture fixture(false);
  CHECK_FALSE(fixture.temp.exists("uploads"));
  const Response response = fixture.ask(post("/upload", {{"Content-Type", "application/json"}}), true);
  CHECK(code(response.status) == 405);
  CHECK(field_of(response, "Allow") == "GET, HEAD, OPTIONS");
  CHECK(code(fixture.ask(test::get("/upload")).status) == 403);
  CHECK(field_of(fixture.ask(options_of("*")), "Allow") == "GET, HEAD, OPTIONS");
}

TEST_CASE("Site hands a JSON body to its consumer", "[content][stage07][rfc9110-9.3.3]") {
  Fixture fixture;
  for (const auto* type : {"application/json", "Application/JSON", "application/json; charset=utf-8",
                           "application/json;charset=\"UTF-8\""}) {
    INFO(type);
    (void)fixture.ask(post("/upload", {{"Content-Type", type}}), true);
    CHECK(fixture.consumer);
  }
  (void)fixture.ask(post("/upload", {{"Content-Type", "application/json"}, {"Content-Encoding", "Identity"}}),
                    true);
  CHECK(fixture.consumer);
}

TEST_CASE("Site asks for a length where there is no body framing", "[content][stage07][rfc9110-15.5.12]") {
  Fixture fixture;
  const Response response = fixture.ask(post("/upload", {{"Content-Type", "application/json"}}), false);
  CHECK_FALSE(fixture.consumer);
  CHECK(code(response.status) == 411);
  CHECK(response.close);
  CHECK(nlohmann::json::parse(response.text).at("code") == 411);
}

TEST_CASE("Site refuses other media types and says which it takes", "[content][stage07][rfc9110-15.5.16]") {
  Fixture fixture;
  for (const auto* type :
       {"text/plain", "application/x-www-form-urlencoded", "multipart/mixed; boundary=x", "application/jsonp",
        "application/json; charset=latin1", "application/json; charset=utf-16", "application", "",
        "application/json, application/json"}) {
    INFO(type);
    const Response response = fixture.ask(post("/upload", {{"Content-Type", type}}), true);
    CHECK_FALSE(fixture.consumer);
    CHECK(code(response.status) == 415);
    CHECK(field_of(response, "Accept-Post") == "application/json, multipart/form-data");
    CHECK_FALSE(response.close);
  }
  CHECK(code(fixture.ask(post("/upload"), true).status) == 415);
}

TEST_CASE("Without forms a form is a media type like others", "[content][stage07][rfc9110-15.5.16]") {
  const test::TempDirectory temp;
  SiteOptions options;
  options.root = temp.path();
  options.forms = false;
  Site site(options);
  Response response;
  const auto consumer =
      site.handle(post("/upload", {{"Content-Type", "multipart/form-data; boundary=x"}}), true, response);
  CHECK_FALSE(consumer);
  CHECK(code(response.status) == 415);
  CHECK(field_of(response, "Accept-Post") == "application/json");
}

TEST_CASE("Site refuses a content coding and says that it takes none", "[content][stage07][rfc9110-8.4]") {
  Fixture fixture;
  for (const auto* coding : {"gzip", "identity, gzip", "br"}) {
    const Response response = fixture.ask(
        post("/upload", {{"Content-Type", "application/json"}, {"Content-Encoding", coding}}), true);
    CHECK_FALSE(fixture.consumer);
    CHECK(code(response.status) == 415);
    CHECK(field_of(response, "Accept-Encoding") == "identity");
  }
}

TEST_CASE("Site refuses a repeated Content-Type", "[content][stage07][rfc9110-5.3]") {
  Fixture fixture;
  const Response response = fixture.ask(
      post("/upload", {{"Content-Type", "application/json"}, {"content-type", "text/html"}}), true);
  CHECK_FALSE(fixture.consumer);
  CHECK(code(response.status) == 400);
}

TEST_CASE("Site describes errors for whoever asked", "[content][stage06]") {
  Fixture fixture;
  Response response;
  fixture.site.describe_error(http::Status::request_timeout, "too slow", nullptr, response);
  CHECK(code(response.status) == 408);
  CHECK(field_of(response, "Content-Type") == "text/html; charset=utf-8");
  CHECK(response.text.find("too slow") != std::string::npos);
  CHECK(code(fixture.ask(test::make_request(Method::other, "/")).status) == 501);
}

TEST_CASE("Sites of several workers share one storage", "[content][stage07]") {
  test::TempDirectory temp;
  temp.write("index.html", "x");
  SiteOptions options;
  options.root = temp.path();
  const content::SiteStorage storage = content::SiteStorage::open(options);
  Site first(options, storage);
  Site second(options, storage);
  for (Site* site : {&first, &second}) {
    Response response;
    (void)site->handle(test::get("/"), false, response);
    CHECK(code(response.status) == 200);
  }
  CHECK(storage.root.use_count() > 2);
}

TEST_CASE("Site names a root that it cannot open", "[content][stage06]") {
  SiteOptions options;
  options.root = "/no/such/root";
  CHECK_THROWS_WITH(Site(options), "open /no/such/root: No such file or directory");
}
