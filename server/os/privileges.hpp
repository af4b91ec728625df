/// \file
/// What a process gives up for good: new privileges, capabilities, being root. Opened in stage 12.
/// Sources: man 2 prctl, man 7 capabilities, man 7 credentials.
#pragma once

#include <string>

namespace ladder::os {

/// True if this process may do what root may (its effective user is root). Any thread.
bool is_root();

/// From here on no program that this process becomes gains anything by its set-user-ID bit or file
/// capabilities, which is also what seccomp and Landlock ask of one who is not root. Applies to this thread
/// and those made after it. Throws std::system_error.
void forbid_new_privileges();

/// Gives every capability back: root is then a user like another, who owns root's files. Applies to this
/// thread and those made after it. Throws std::system_error.
void drop_capabilities();

/// Becomes another user, with its groups, for good. Call it as root, while there is one thread. Throws
/// std::invalid_argument if there is no such user or it is root, std::system_error if it cannot be done.
void become_user(const std::string& name);

}  // namespace ladder::os
