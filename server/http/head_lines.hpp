/// \file
/// The lines of a request head, one function for each kind: the request line, a field line, and the empty
/// line at the end. Each fills the part of a Request that its line holds, or tells with which status the
/// request is refused. A line comes without its CRLF, and without control characters but HTAB: HeadParser has
/// seen to that. Strict where the RFC leaves a choice. Sources: RFC 9112 sections 2.3, 3 and 5, RFC 9110
/// section 5. Opened in stage 05.
#pragma once

#include <cstddef>
#include <string_view>

#include "http/request.hpp"
#include "http/status.hpp"

namespace ladder::http {

//! [verdict]
/// What a part of a head is found to be.
struct Verdict {
  std::string_view error;               ///< empty: it is as it should be. Else why not; static text
  Status status = Status::bad_request;  ///< what to answer then

  /// True if there is nothing to refuse.
  bool ok() const { return error.empty(); }
};
//! [verdict]

/// request-line = method SP request-target SP HTTP-version: fills everything in `request` but its fields.
/// Refused, in this order: another shape, a method that is no token, no version: 400; a major version other
/// than 1: 505; a target of more than `target_bytes`: 414; a malformed target: 400. A method that is a token
/// and unknown is Method::other, and no error of the head. Any thread. Sources: RFC 9112 sections 2.3 and 3,
/// RFC 9110 section 2.5.
///
/// \par Example
/// \snippet examples/http.cpp head-lines
Verdict parse_request_line(std::string_view line, std::size_t target_bytes, Request& request);

/// field-line = field-name ":" OWS field-value OWS: adds one Field. Refused: one more than `most_fields`,
/// whatever it says: 431; a line that begins with white space, white space before the colon, no colon, a
/// name that is no token: 400. Throws std::bad_alloc. Any thread. Sources: RFC 9112 sections 5.1 and 5.2,
/// RFC 6585 section 5.
Verdict parse_field_line(std::string_view line, std::size_t most_fields, Request& request);

/// The head has come whole: judges its Host, which is there exactly once (in HTTP/1.0 it may be missing) and
/// well-formed, else 400. It becomes the authority of a request whose target names none. Any thread. Sources:
/// RFC 9112 sections 3.2 and 3.2.2.
Verdict complete_head(Request& request);

}  // namespace ladder::http
