/// \file
/// What stands between braces in a conversation file. For tests only.
#pragma once

#include <string>
#include <string_view>

#include "support/wire_response.hpp"

namespace ladder::test {

/// Replaces `{host}` (localhost:8080), `{port}`, `{last:Name}` (that field of the response before) and
/// `{repeat:text:count}`. Other braces stay. Throws std::invalid_argument.
std::string fill_in(std::string_view text, std::string_view host, const WireResponse& last);

}  // namespace ladder::test
