/// \file
/// Confinement: what a started server gives up, so that whoever got into it has not got into the machine: new
/// privileges, capabilities, paths beside those that it serves and writes, and system calls that it does not
/// need. docs/security.md tells against what. Opened in stage 12.
#pragma once

#include <string>
#include <vector>

#include "app/options.hpp"

namespace ladder::app {

/// What confine() did.
struct Confinement {
  std::string done;                  ///< for the start line: "no new privileges, no capabilities, landlock 7"
  std::vector<std::string> missing;  ///< what this system does not offer, a sentence each
};

/// Becomes the user of `--user`, if there is one, and gives all capabilities up unless `--confine no` says
/// otherwise, for good. Call it when the port is bound and the log files are open, while there is one thread.
/// Throws std::exception if that cannot be.
void give_up_rights(const ServerOptions& options);

/// Confines this thread and all that are made after it, as `--confine` says. Call it last before the threads
/// are made: from here on no file is opened beside the root and the logs, and no socket is made. Throws
/// std::runtime_error if everything is required and something is missing.
Confinement confine(const ServerOptions& options);

/// Throws std::invalid_argument if the root is `/`, under whatever name: that would serve the whole machine.
void refuse_whole_machine(const std::string& root);

}  // namespace ladder::app
