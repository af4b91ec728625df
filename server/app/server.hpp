/// \file
/// The complete server put together: options, log, listening socket, engine. Opened in stage 12.
#pragma once

#include "app/options.hpp"

namespace ladder::app {

/// Serves until SIGINT, SIGTERM or SIGQUIT; SIGUSR1 and SIGHUP reopen the log files. Returns the exit status:
/// 0 after a drain, 1 if connections had to be cut. Throws std::exception if it cannot start: its text is one
/// line for standard error. Call it first in main(): it blocks signals for all threads.
int run_server(ServerOptions options);

/// main() of the complete server: parses, runs, reports. 2 for wrong arguments, 1 for anything that fails
/// later.
int server_main(int argc, char** argv);

}  // namespace ladder::app
