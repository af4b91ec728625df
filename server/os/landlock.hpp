/// \file
/// Landlock: the kernel refuses this process every path but those that it named. Opened in stage 12.
/// Sources: man 7 landlock, the kernel's Documentation/userspace-api/landlock.rst.
#pragma once

#include <span>
#include <string>

namespace ladder::os {

/// What may be done at a path, and beneath it if it is a directory.
struct PathRule {
  std::string path;
  bool read = false;    ///< open files for reading, list directories
  bool write = false;   ///< open files for writing
  bool create = false;  ///< make regular files
  bool remove = false;  ///< remove files, and rename them within their directory
};

/// The version of Landlock's interface that this kernel offers; 0 if it has none, or has it switched off. Any
/// thread.
int landlock_version();

/// Throws std::logic_error if other threads run: what confines one thread says nothing about those beside it.
void require_one_thread();

/// From here on this thread, and every thread made after it, opens nothing but what the rules allow; since
/// version 4 it neither binds nor connects TCP sockets, since version 6 it neither reaches abstract UNIX
/// sockets nor sends signals to others. What is open stays open. Call it after forbid_new_privileges(), while
/// there is one thread: others would go free. Throws std::system_error; std::logic_error if there are other
/// threads.
void restrict_to_paths(std::span<const PathRule> rules);

}  // namespace ladder::os
