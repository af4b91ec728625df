/// \file
/// The 503 that a client reads when there is no room for its connection. Opened in stage 05.
/// Source: RFC 9110 sections 10.2.3 and 15.6.4.
#pragma once

#include <string>

#include "http/context.hpp"

namespace ladder::http {

/// A client is asked to come back after this many seconds: places become free as connections end.
inline constexpr unsigned kRetryAfterSeconds = 1;

/// A complete answer, sent without a request having been read. The worker's thread only.
std::string refusal(Context& context);

}  // namespace ladder::http
