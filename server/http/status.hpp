/// \file
/// The status codes this server sends, and their reason phrases. Source: RFC 9110 section 15. Opened in stage
/// 05.
#pragma once

#include <cstdint>
#include <string_view>

namespace ladder::http {

/// Named after the reason phrases of RFC 9110 section 15.
enum class Status : std::uint16_t {
  continue_ = 100,
  ok = 200,
  created = 201,
  no_content = 204,
  partial_content = 206,
  not_modified = 304,
  bad_request = 400,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  request_timeout = 408,
  length_required = 411,
  precondition_failed = 412,
  content_too_large = 413,
  uri_too_long = 414,
  unsupported_media_type = 415,
  range_not_satisfiable = 416,
  expectation_failed = 417,
  misdirected_request = 421,
  header_fields_too_large = 431,  ///< RFC 6585 section 5
  internal_server_error = 500,
  not_implemented = 501,
  service_unavailable = 503,
  version_not_supported = 505,
  insufficient_storage = 507  ///< RFC 4918 section 11.5
};

/// The three digits as a number.
constexpr unsigned code(Status status) { return static_cast<unsigned>(status); }

/// "HTTP/1.1 404 Not Found" and CRLF, ready to be sent. Always HTTP/1.1, whatever the request's version (RFC
/// 9112 section 2.3). Empty for a number that is no Status. Any thread.
std::string_view status_line(Status status);

/// "Not Found" for 404. Any thread.
std::string_view reason_phrase(Status status);

/// True for an answer that never has a body: 1xx, 204, 304 (RFC 9110 section 6.4.1).
constexpr bool forbids_body(Status status) {
  return code(status) < 200 || status == Status::no_content || status == Status::not_modified;
}

}  // namespace ladder::http
