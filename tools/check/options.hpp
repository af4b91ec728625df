/// \file
/// The grader's command line: `check NN [options] [-- COMMAND WITH {port}]`.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ladder::check {

/// The command line, read.
struct Options {
  std::string stage;              ///< "03"
  std::vector<std::string> only;  ///< names or tasks of checks; empty: all
  bool list = false;
  bool fast = false;                ///< only the few checks that together refuse most wrong programs
  bool no_hurry = false;            ///< all checks, however much time failures cost
  std::string json_path;            ///< empty: none
  std::string junit_path;           ///< empty: none
  std::string client;               ///< a client's command line (stage 02); empty: our own, or none
  unsigned patience = 1;            ///< all time limits are multiplied by it
  std::vector<std::string> server;  ///< what stands behind `--`; empty: our own program
};

/// Reads it. Throws CLI::ParseError, which run_program() turns into an exit status.
Options parse_options(CLI::App& app, int argc, char** argv);

}  // namespace ladder::check
