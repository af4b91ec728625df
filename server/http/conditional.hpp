/// \file
/// Conditional requests, in the one order that RFC 9110 section 13.2.2 gives. Opened in stage 06.
#pragma once

#include <ctime>
#include <string_view>

#include "http/request.hpp"

namespace ladder::http {

/// The selected representation's validators. The entity tag stands with its quotes, `"..."` or `W/"..."`;
/// empty: there is none.
struct Validators {
  std::string_view etag;
  std::time_t last_modified = 0;
};

/// The verdict on a request's conditions.
enum class Precondition {
  proceed,       ///< answer as if there were no condition
  not_modified,  ///< 304
  failed         ///< 412
};

/// Evaluates If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since for an existing
/// representation. `now` is for two-digit years only. Any thread.
///
/// \par Example
/// \snippet examples/http.cpp conditional
Precondition evaluate_preconditions(const Request& request, const Validators& validators, std::time_t now);

/// True if a Range field is to be honoured: there is no If-Range, or it names exactly this representation by
/// a strong entity tag. A date never does: two versions of a file may lie within one second, and a date is a
/// strong validator only where that is ruled out (RFC 9110 sections 13.1.5 and 8.8.2.2). Any thread.
bool range_applies(const Request& request, const Validators& validators);

}  // namespace ladder::http
