/// \file
/// Which task of a chapter a check grades. The chapter itself says so: below "### Task 2: the echo" it writes
/// "Graded by `echo`, `half-close`."
#pragma once

#include <istream>

#include "check/check.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

/// Adds "2: the echo" to the tasks of each check that the chapter names there.
void name_tasks(Checks& checks, std::istream& chapter);

/// The same, from the chapter of the stage in the tree that the grader was built from. Where the tree is
/// gone, no check has a task.
void name_tasks(Checks& checks, const Stage& stage);

/// What --only takes for a task: "task-2" for "2: the echo".
std::string name_of_task(const std::string& task);

}  // namespace ladder::check
