/// \file
/// Content-Type and Accept, as far as this server needs them. Source: RFC 9110 sections 8.3 and 12.5.1.
/// Opened in stage 07.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/request.hpp"

namespace ladder::http {

/// A parsed media type: names lower-cased, parameters unquoted.
struct MediaType {
  std::string type;      ///< "application"
  std::string subtype;   ///< "json"
  std::string charset;   ///< lower-cased; empty if there is none
  std::string boundary;  ///< for multipart; case kept; empty if there is none

  /// Compares type and subtype, which must be given in lower case; parameters play no part.
  bool is(std::string_view wanted_type, std::string_view wanted_subtype) const {
    return type == wanted_type && subtype == wanted_subtype;
  }
};

/// Nothing if the syntax is wrong (a repeated parameter included). Any thread.
///
/// \par Example
/// \snippet examples/http.cpp media-type
std::optional<MediaType> parse_media_type(std::string_view value);

/// True if Accept puts application/json before text/html: a higher quality, or the same and named earlier and
/// explicitly ("*/*" names neither, "application/*" names JSON). No Accept: false. Any thread.
bool prefers_json(const Request& request);

/// True if Accept names text/html (or text/*) and puts it before application/json or beside it, as browsers
/// do when a person follows a link or sends a form. What a script or a tool sends by itself, no Accept or
/// "*/*", does not. Any thread.
bool prefers_html(const Request& request);

}  // namespace ladder::http
