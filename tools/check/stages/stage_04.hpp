/// \file
/// What the checks of stage 04 share: a pool all of whose threads are taken.
#pragma once

#include <vector>

#include "check/connection.hpp"
#include "check/trial.hpp"

namespace ladder::check {

/// A client that is being served.
Connection served(Trial& trial);

/// As many clients as there are threads, all being served.
std::vector<Connection> all_threads_taken(Trial& trial, const Settings& settings);

/// What those get who find no place (stage 04).
Checks full_pool_checks();

}  // namespace ladder::check
