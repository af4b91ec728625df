/// \file
/// Runs checks, one after another, against the program on trial.
#pragma once

#include "check/check.hpp"
#include "check/report.hpp"
#include "check/stages/probes.hpp"
#include "check/trial.hpp"

namespace ladder::check {

/// Runs them and reports each. After each the `probe` is tried: what it finds broken is the fault of that
/// check. A check that fails spoils the server: the next gets a new one. If the program does not start, the
/// others are not tried; nor, `in_a_hurry`, when failures have cost enough time. Throws CannotWork.
void grade(const Checks& checks, Trial& trial, const Probe& probe, Report& report, bool in_a_hurry);

}  // namespace ladder::check
