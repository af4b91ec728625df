/// \file
/// Status lines, with the reason phrases as IANA registers them. Opened in stage 05.
#include "http/status.hpp"

namespace ladder::http {

namespace {

constexpr std::string_view kBeforePhrase = "HTTP/1.1 200 ";
constexpr std::string_view kLineEnd = "\r\n";

}  // namespace

// No default label: the compiler then names a status that is added without its line.
std::string_view status_line(Status status) {
  switch (status) {
    case Status::continue_:
      return "HTTP/1.1 100 Continue\r\n";
    case Status::ok:
      return "HTTP/1.1 200 OK\r\n";
    case Status::created:
      return "HTTP/1.1 201 Created\r\n";
    case Status::no_content:
      return "HTTP/1.1 204 No Content\r\n";
    case Status::partial_content:
      return "HTTP/1.1 206 Partial Content\r\n";
    case Status::not_modified:
      return "HTTP/1.1 304 Not Modified\r\n";
    case Status::bad_request:
      return "HTTP/1.1 400 Bad Request\r\n";
    case Status::forbidden:
      return "HTTP/1.1 403 Forbidden\r\n";
    case Status::not_found:
      return "HTTP/1.1 404 Not Found\r\n";
    case Status::method_not_allowed:
      return "HTTP/1.1 405 Method Not Allowed\r\n";
    case Status::request_timeout:
      return "HTTP/1.1 408 Request Timeout\r\n";
    case Status::length_required:
      return "HTTP/1.1 411 Length Required\r\n";
    case Status::precondition_failed:
      return "HTTP/1.1 412 Precondition Failed\r\n";
    case Status::content_too_large:
      return "HTTP/1.1 413 Content Too Large\r\n";
    case Status::uri_too_long:
      return "HTTP/1.1 414 URI Too Long\r\n";
    case Status::unsupported_media_type:
      return "HTTP/1.1 415 Unsupported Media Type\r\n";
    case Status::range_not_satisfiable:
      return "HTTP/1.1 416 Range Not Satisfiable\r\n";
    case Status::expectation_failed:
      return "HTTP/1.1 417 Expectation Failed\r\n";
    case Status::misdirected_request:
      return "HTTP/1.1 421 Misdirected Request\r\n";
    case Status::header_fields_too_large:
      return "HTTP/1.1 431 Request Header Fields Too Large\r\n";
    case Status::internal_server_error:
      return "HTTP/1.1 500 Internal Server Error\r\n";
    case Status::not_implemented:
      return "HTTP/1.1 501 Not Implemented\r\n";
    case Status::service_unavailable:
      return "HTTP/1.1 503 Service Unavailable\r\n";
    case Status::version_not_supported:
      return "HTTP/1.1 505 HTTP Version Not Supported\r\n";
    case Status::insufficient_storage:
      return "HTTP/1.1 507 Insufficient Storage\r\n";
  }
  return {};
}

std::string_view reason_phrase(Status status) {
  std::string_view line = status_line(status);
  if (line.empty()) return {};
  line.remove_prefix(kBeforePhrase.size());
  line.remove_suffix(kLineEnd.size());
  return line;
}

}  // namespace ladder::http
