/// \file
/// Many connections at a time (stage 09 and on).
#pragma once

#include <vector>

#include "check/http.hpp"

namespace ladder::check {

/// So many connections, made one after another.
std::vector<HttpClient> connections(Trial& trial, std::size_t count);

/// Nobody delays others, and nobody is forgotten: downloads that are not read, uploads that take turns.
Checks http_turn_checks();

}  // namespace ladder::check
