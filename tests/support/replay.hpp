/// \file
/// Plays the client's part of a conversation and compares what comes back. For tests only.
#pragma once

#include <string>

#include "support/conversation.hpp"
#include "support/wire.hpp"

namespace ladder::test {

/// Empty if all went as the file says; else "file:line: what was expected, what came". `root` is where the
/// files for `<file` lie. Beyond what the file says, each response must be one that a strict client takes
/// (take_response, check_always), and must tell the truth in its Connection field.
std::string replay(const Conversation& conversation, Wire& wire, const std::string& root);

}  // namespace ladder::test
