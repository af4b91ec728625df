/// \file
/// Tokens, authorities and request targets judged a second time, with no code in common with the server.
/// Sources: RFC 9110 section 5.6.2, RFC 9112 section 3.2, RFC 3986 section 3. For tests only.
#pragma once

#include <string_view>

namespace ladder::fuzz {

bool is_token(std::string_view text);

/// Without user information: what Host and an absolute target may hold.
bool is_authority(std::string_view text);

/// Any of the four forms, as it belongs to the method.
bool is_target(std::string_view method, std::string_view target);

}  // namespace ladder::fuzz
