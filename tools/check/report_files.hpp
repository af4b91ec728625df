/// \file
/// What the grader found, as files for other programs: JSON, and JUnit's XML, which the common CI systems
/// read.
#pragma once

#include <string>

#include "check/report.hpp"

namespace ladder::check {

/// Writes the outcomes as JSON. Throws CannotWork if the file cannot be written.
void write_json(const std::string& path, const std::string& stage, const Report& report);

/// Writes them as a <testsuites> of one suite, "stage 04", with a <testcase> a check; what was not tried is
/// skipped. Throws CannotWork if the file cannot be written.
void write_junit(const std::string& path, const std::string& stage, const Report& report);

}  // namespace ladder::check
