/// \file
/// Which task of a chapter a check grades. The chapter itself says so: below "### Task 2: the echo" it writes
/// "Graded by `echo`, `half-close`."
#pragma once

#include <istream>

#include "check/check.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

/// Writes "2: the echo" into the task of each check that the chapter names; the first task that names it
/// counts.
void name_tasks(Checks& checks, std::istream& chapter);

/// The same, from the chapter of the stage in the tree that the grader was built from. Where the tree is
/// gone, no check has a task.
void name_tasks(Checks& checks, const Stage& stage);

}  // namespace ladder::check
