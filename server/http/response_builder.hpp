/// \file
/// HttpResponseBuilder: writes the head of an answer. Opened in stage 05. Source: RFC 9112 sections 2.1
/// and 4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/status.hpp"

namespace ladder::http {

/// Appends to a buffer that the caller keeps: no memory is allocated once that has grown. The caller vouches
/// that names and values hold no CR, LF or NUL.
///
/// \par Example
/// \snippet examples/http.cpp response-builder
class HttpResponseBuilder {
 public:
  /// Appends to `out`, which must outlive it.
  explicit HttpResponseBuilder(std::string& out) : out_(out) {}

  /// "HTTP/1.1 404 Not Found". Always HTTP/1.1, whatever the request's version (RFC 9112 section 2.3).
  HttpResponseBuilder& status_line(Status status);
  /// "name: value" and CRLF.
  HttpResponseBuilder& field(std::string_view name, std::string_view value);
  /// The same with a number in decimal, without going through a string.
  HttpResponseBuilder& field(std::string_view name, std::uint64_t value);
  /// Lines that end in CRLF already.
  HttpResponseBuilder& ready_fields(std::string_view lines);
  /// The empty line: the head is complete.
  void end();

 private:
  std::string& out_;
};

}  // namespace ladder::http
