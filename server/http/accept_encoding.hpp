/// \file
/// Accept-Encoding, as far as this server needs it: may an answer be gzip? Opened in stage 12.
/// Source: RFC 9110 section 12.5.3.
#pragma once

#include "http/request.hpp"

namespace ladder::http {

/// True if the client takes `gzip` (or its old name `x-gzip`, section 8.4.1.3) at least as gladly as the
/// plain bytes. Without the field nothing is said, and the plain bytes are the safe answer. A member with a
/// wrong qvalue is passed over. Any thread.
bool accepts_gzip(const Request& request);

}  // namespace ladder::http
