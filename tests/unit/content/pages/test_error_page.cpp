#include <nlohmann/json.hpp>

#include "content/pages/error_page.hpp"
#include "content/pages/html_builder.hpp"
#include "support/catch.hpp"
#include "unit/content/requests.hpp"

using namespace ladder;
using content::fill_error;
using content::HtmlBuilder;
using http::Status;
using test::field_of;

TEST_CASE("HtmlBuilder escapes all that has a meaning in HTML", "[content][stage06]") {
  CHECK(HtmlBuilder::escape("<a href=\"x\">&'</a>") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;");
  CHECK(HtmlBuilder::escape("plain \xc3\xa9") == "plain \xc3\xa9");
}

TEST_CASE("HtmlBuilder builds a complete page", "[content][stage06]") {
  HtmlBuilder builder("T<");
  builder.heading("H<").paragraph("P<").link("/x?a&b", "L<");
  const std::string page = std::move(builder).page();
  CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  CHECK(page.ends_with("</body>\n</html>\n"));
  for (const auto* part : {"<title>T&lt;</title>", "<h1>H&lt;</h1>", "<p>P&lt;</p>",
                           "<a href=\"/x?a&amp;b\">L&lt;</a>", "charset=\"utf-8\""}) {
    CHECK(page.find(part) != std::string::npos);
  }
}

TEST_CASE("An error is a page that says what happened, escaped", "[content][stage06][rfc9110-15.5]") {
  http::Response response;
  const http::Request request = test::get("/x.txt");
  fill_error(Status::not_found, "no <b>such</b> file", &request, response);
  CHECK(response.status == Status::not_found);
  CHECK(field_of(response, "Content-Type") == "text/html; charset=utf-8");
  CHECK(field_of(response, "X-Content-Type-Options") == "nosniff");
  CHECK(response.text.find("404 Not Found") != std::string::npos);
  CHECK(response.text.find("no &lt;b&gt;such&lt;/b&gt; file") != std::string::npos);
  CHECK(response.text.find("<b>") == std::string::npos);
  CHECK(response.transfer == "page");
}

TEST_CASE("An error without a request or a detail is a page all the same", "[content][stage06]") {
  http::Response response;
  fill_error(Status::bad_request, {}, nullptr, response);
  CHECK(field_of(response, "Content-Type") == "text/html; charset=utf-8");
  CHECK(response.text.find("<p>Bad Request</p>") != std::string::npos);
}

TEST_CASE("An error is JSON on /upload and where Accept asks for JSON first",
          "[content][stage06][rfc9110-12.5.1]") {
  const http::Request upload = test::post("/upload");
  const http::Request asked = test::get("/x.txt", {{"Accept", "application/json"}});
  for (const http::Request* request : {&upload, &asked}) {
    http::Response response;
    fill_error(Status::forbidden, "say \"no\" \\ \xff", request, response);
    CHECK(field_of(response, "Content-Type") == "application/json");
    CHECK(field_of(response, "X-Content-Type-Options") == "nosniff");
    const auto json = nlohmann::json::parse(response.text);
    CHECK(json.at("status") == "error");
    CHECK(json.at("code") == 403);
    CHECK(json.at("message") == "say \"no\" \\ \xef\xbf\xbd");
    CHECK(response.text.starts_with(R"({"status":"error","code":403,"message":)"));
  }
}

TEST_CASE("On /upload a browser that goes there reads a page, and a program JSON",
          "[content][stage12][rfc9110-12.5.1]") {
  using content::AnswerAs;
  using http::Method;
  const auto told = [](Method method, std::string_view accept) {
    const http::Request request = test::make_request(method, "/upload", {{"Accept", accept}});
    return content::answer_as(&request);
  };
  constexpr std::string_view kBrowser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  for (const Method method : {Method::get, Method::head, Method::post}) {
    CHECK(told(method, kBrowser) == AnswerAs::page);
    CHECK(told(method, "*/*") == AnswerAs::json);
    CHECK(told(method, "") == AnswerAs::json);
    CHECK(told(method, "application/json, text/html") == AnswerAs::json);
  }
  CHECK(told(Method::other, kBrowser) == AnswerAs::json);  // no browser goes anywhere with DELETE
  CHECK(content::answer_as(nullptr) == AnswerAs::page);
}

TEST_CASE("A page asks the browser for no picture of its own", "[content][stage12]") {
  CHECK(HtmlBuilder("T").page().find("<link rel=\"icon\" href=\"data:,\">") != std::string::npos);
}

TEST_CASE("A passing failure says when to try again", "[content][stage06][rfc9110-10.2.3]") {
  http::Response response;
  content::fill_unavailable("busy", nullptr, response);
  CHECK(response.status == Status::service_unavailable);
  CHECK(field_of(response, "Retry-After") == "1");
}

TEST_CASE("Fields that were added before an error stay", "[content][stage06]") {
  http::Response response;
  response.add_field("Allow", "GET");
  fill_error(Status::method_not_allowed, {}, nullptr, response);
  CHECK(field_of(response, "Allow") == "GET");
}
