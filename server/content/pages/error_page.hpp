/// \file
/// The body of every answer that is an error: an HTML page, or JSON on /upload and where the client prefers
/// it. Whoever sends a form without a script reads the answer as a page: there, /upload answers with one,
/// too. Opened in stage 06.
#pragma once

#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace ladder::content {

/// The one resource that takes uploads.
inline constexpr std::string_view kUploadPath = "/upload";

/// Who reads the answer: a person in a browser, or a program.
enum class AnswerAs { page, json };

/// JSON where Accept asks for it first. On /upload JSON, too, unless it is a GET, HEAD or POST whose Accept
/// names HTML first: a browser that goes there, with a form or without. `request` may be null: a page. Any
/// thread.
AnswerAs answer_as(const http::Request* request);

/// Fills status, body, Content-Type and X-Content-Type-Options; fields already added (Allow) stay. `detail`
/// is plain text, escaped here; if it is empty a sentence for the status stands in. `request` may be null.
/// Any thread.
void fill_error(http::Status status, std::string_view detail, const http::Request* request,
                http::Response& response);

/// The same for a request that is gone. The JSON is `{"status":"error","code":404,"message":"..."}`. Any
/// thread.
void fill_error(http::Status status, std::string_view detail, AnswerAs as, http::Response& response);

/// 503 for what passes by itself, with Retry-After. Any thread.
void fill_unavailable(std::string_view detail, const http::Request* request, http::Response& response);

/// The same for a request that is gone. Any thread.
void fill_unavailable(std::string_view detail, AnswerAs as, http::Response& response);

}  // namespace ladder::content
