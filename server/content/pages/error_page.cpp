#include "content/pages/error_page.hpp"

#include <string>

#include "content/pages/html_builder.hpp"
#include "content/pages/json_text.hpp"
#include "http/media_type.hpp"
#include "http/status.hpp"

namespace ladder::content {
namespace {

constexpr std::string_view kRetryAfterSeconds = "1";

std::string_view default_detail(http::Status status) {
  switch (status) {
    case http::Status::forbidden:
      return "This server does not hand that out.";
    case http::Status::not_found:
      return "There is nothing at this address.";
    case http::Status::method_not_allowed:
      return "This resource does not take that method.";
    case http::Status::service_unavailable:
      return "The server is busy. Please try again in a moment.";
    case http::Status::internal_server_error:
      return "Something went wrong on our side.";
    default:
      return http::reason_phrase(status);
  }
}

std::string html_page(http::Status status, std::string_view detail) {
  const std::string title =
      std::to_string(http::code(status)) + " " + std::string(http::reason_phrase(status));
  HtmlBuilder page(title);
  page.heading(title).paragraph(detail);
  // Of a host that is not ours the start page would be refused as well.
  if (status != http::Status::misdirected_request) page.link("/", "To the start page");
  return std::move(page).page();
}

std::string json_text(http::Status status, std::string_view detail) {
  return JsonText()
             .member("status", "error")
             .member("code", http::code(status))
             .member("message", detail)
             .text() +
         "\n";
}

constexpr std::string_view kHtmlFields =
    "Content-Type: text/html; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n";
constexpr std::string_view kJsonFields =
    "Content-Type: application/json\r\nX-Content-Type-Options: nosniff\r\n";

void fill_page(http::Status status, std::string_view fields, std::string body, http::Response& response) {
  response.status = status;
  response.ready_fields = fields;
  response.text = std::move(body);
  response.transfer = "page";
}

// The answer that a site gives most often when it has nothing to give: made once.
void fill_not_found(http::Response& response) {
  static const std::string page = html_page(http::Status::not_found, default_detail(http::Status::not_found));
  fill_page(http::Status::not_found, kHtmlFields, {}, response);
  response.shared_body = page;
}

}  // namespace

AnswerAs answer_as(const http::Request* request) {
  if (request == nullptr) return AnswerAs::page;
  if (request->path != kUploadPath) return http::prefers_json(*request) ? AnswerAs::json : AnswerAs::page;
  const bool can_be_a_visit = request->method != http::Method::other;
  return can_be_a_visit && http::prefers_html(*request) ? AnswerAs::page : AnswerAs::json;
}

void fill_error(http::Status status, std::string_view detail, const http::Request* request,
                http::Response& response) {
  fill_error(status, detail, answer_as(request), response);
}

void fill_error(http::Status status, std::string_view detail, AnswerAs as, http::Response& response) {
  const bool page = as == AnswerAs::page;
  if (page && status == http::Status::not_found && detail.empty()) return fill_not_found(response);
  if (detail.empty()) detail = default_detail(status);
  if (!page) return fill_page(status, kJsonFields, json_text(status, detail), response);
  fill_page(status, kHtmlFields, html_page(status, detail), response);
}

void fill_unavailable(std::string_view detail, const http::Request* request, http::Response& response) {
  response.add_field("Retry-After", kRetryAfterSeconds);
  fill_error(http::Status::service_unavailable, detail, request, response);
}

void fill_unavailable(std::string_view detail, AnswerAs as, http::Response& response) {
  response.add_field("Retry-After", kRetryAfterSeconds);
  fill_error(http::Status::service_unavailable, detail, as, response);
}

}  // namespace ladder::content
