/// \file
/// What must be true of the answers on one connection, whatever was sent. For tests only.
#pragma once

#include <string_view>
#include <vector>

#include "fuzz/driven_session.hpp"
#include "http/limits.hpp"
#include "support/wire_response.hpp"

namespace ladder::fuzz {

/// The responses on a connection, interim ones included. Checked: each is one that a strict client takes and
/// says what every response says; one final response answers one request, in order, at the place where the
/// reference has that request begin; nothing follows a `Connection: close`, an error behind which the
/// connection cannot be trusted, or a request that asked for the close; no request is left without an answer.
/// Throws Violation or test::BadResponse.
std::vector<test::WireResponse> check_answers(std::string_view message, const Conversed& conversed,
                                              const Script& script, const http::Limits& limits);

}  // namespace ladder::fuzz
