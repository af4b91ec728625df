/// \file
/// The body of every answer that is an error: an HTML page, or JSON on /upload and where the client prefers
/// it. Opened in stage 06.
#pragma once

#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace ladder::content {

/// The one resource that takes uploads.
inline constexpr std::string_view kUploadPath = "/upload";

/// Fills status, body, Content-Type and X-Content-Type-Options; fields already added (Allow) stay. `detail`
/// is plain text, escaped here; if it is empty a sentence for the status stands in. `request` may be null.
/// Any thread.
void fill_error(http::Status status, std::string_view detail, const http::Request* request,
                http::Response& response);

/// The same, always as JSON: `{"status":"error","code":404,"message":"..."}`. Any thread.
void fill_json_error(http::Status status, std::string_view detail, http::Response& response);

/// 503 for what passes by itself, with Retry-After. Any thread.
void fill_unavailable(std::string_view detail, const http::Request* request, http::Response& response);

}  // namespace ladder::content
