/// \file
/// Runs checks, one after another, against the program on trial.
#pragma once

#include "check/check.hpp"
#include "check/report.hpp"
#include "check/trial.hpp"

namespace ladder::check {

/// Runs all of them and reports each. A check that fails spoils the server: the next gets a new one. If the
/// program does not start, the others are not tried.
void grade(const Checks& checks, Trial& trial, Report& report);

}  // namespace ladder::check
