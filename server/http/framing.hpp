/// \file
/// How long the body is: the one decision where request smuggling lives. Source: RFC 9112 section 6. Opened
/// in stage 05.
#pragma once

#include <cstdint>
#include <string_view>

#include "http/request.hpp"
#include "http/status.hpp"

namespace ladder::http {

/// The verdict on a head's Content-Length and Transfer-Encoding.
struct Framing {
  enum class Kind { none, length, chunked, refused };
  Kind kind = Kind::none;
  std::uint64_t length_bytes = 0;       ///< Kind::length
  Status status = Status::bad_request;  ///< Kind::refused: answer this and close
  std::string_view error;               ///< Kind::refused: why. Static text
};

/// Refuses everything ambiguous: both fields together, either twice, lists, signs, codings other than
/// chunked. Any thread.
///
/// \par Example
/// \snippet examples/http.cpp framing
Framing decide_framing(const Request& request);

}  // namespace ladder::http
