/// \file
/// Reason phrases and bodiless answers (http/status.hpp).
#include <set>
#include <string_view>

#include "http/status.hpp"
#include "support/catch.hpp"

using namespace ladder::http;

namespace {

struct Row {
  Status status;
  unsigned code;
  std::string_view phrase;
};

constexpr Row kRows[] = {
    {Status::continue_, 100, "Continue"},
    {Status::ok, 200, "OK"},
    {Status::created, 201, "Created"},
    {Status::no_content, 204, "No Content"},
    {Status::partial_content, 206, "Partial Content"},
    {Status::not_modified, 304, "Not Modified"},
    {Status::bad_request, 400, "Bad Request"},
    {Status::forbidden, 403, "Forbidden"},
    {Status::not_found, 404, "Not Found"},
    {Status::method_not_allowed, 405, "Method Not Allowed"},
    {Status::request_timeout, 408, "Request Timeout"},
    {Status::length_required, 411, "Length Required"},
    {Status::precondition_failed, 412, "Precondition Failed"},
    {Status::content_too_large, 413, "Content Too Large"},
    {Status::uri_too_long, 414, "URI Too Long"},
    {Status::unsupported_media_type, 415, "Unsupported Media Type"},
    {Status::range_not_satisfiable, 416, "Range Not Satisfiable"},
    {Status::expectation_failed, 417, "Expectation Failed"},
    {Status::misdirected_request, 421, "Misdirected Request"},
    {Status::header_fields_too_large, 431, "Request Header Fields Too Large"},
    {Status::internal_server_error, 500, "Internal Server Error"},
    {Status::not_implemented, 501, "Not Implemented"},
    {Status::service_unavailable, 503, "Service Unavailable"},
    {Status::version_not_supported, 505, "HTTP Version Not Supported"},
    {Status::insufficient_storage, 507, "Insufficient Storage"},
};

}  // namespace

TEST_CASE("Every status has its number and its registered phrase", "[http][stage05][rfc9110-15]") {
  for (const Row& row : kRows) {
    CAPTURE(row.code);
    CHECK(code(row.status) == row.code);
    CHECK(reason_phrase(row.status) == row.phrase);
  }
}

TEST_CASE("A number that is no status of ours has an empty phrase", "[http][stage05][rfc9112-4]") {
  CHECK(reason_phrase(static_cast<Status>(299)).empty());
  CHECK(reason_phrase(static_cast<Status>(0)).empty());
}

TEST_CASE("Only 1xx, 204 and 304 forbid a body", "[http][stage05][rfc9110-6.4.1]") {
  const std::set<unsigned> bodiless = {100, 204, 304};
  for (const Row& row : kRows) {
    CAPTURE(row.code);
    CHECK(forbids_body(row.status) == bodiless.contains(row.code));
  }
}
