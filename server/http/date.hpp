/// \file
/// HTTP dates: written as IMF-fixdate, read in all three forms. Source: RFC 9110 section 5.6.7. Opened in
/// stage 05.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace ladder::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (always 29 characters). Any thread.
std::string format_date(std::time_t seconds);

/// Reads IMF-fixdate, the RFC 850 form (a two-digit year more than 50 years after `now` is in the past) and
/// the asctime form. Nothing if it is none of them or not a real date. Any thread.
///
/// \par Example
/// \snippet examples/http.cpp date
std::optional<std::time_t> parse_date(std::string_view text, std::time_t now);

}  // namespace ladder::http
