/// \file
/// The course's own programs, which are graded when no command is given.
#pragma once

#include "check/command.hpp"
#include "check/stages/stages.hpp"

namespace ladder::check {

/// Our program of this stage, in the folder of the grader itself. Throws std::runtime_error if it is not
/// there.
Command own_server(const Stage& stage);

/// Our client of stage 02; none for other stages.
Command own_client(const Stage& stage);

}  // namespace ladder::check
