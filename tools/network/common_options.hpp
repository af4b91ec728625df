/// \file
/// What the command lines of the tools have in common: options, mistakes, exit statuses. CLI11 is named and
/// not included: it takes seconds to compile, and only the files that add options need it.
#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ladder::tools {

/// What the clients end with.
inline constexpr int kAnswered = 0;
inline constexpr int kNetworkFailure = 1;
inline constexpr int kWrongArguments = 2;

/// Adds the positional arguments HOST and PORT; what the strings hold already is the default.
void add_host_and_port(CLI::App& app, std::string& host, std::string& port);

/// Adds an option in seconds (fractions allowed, at least a millisecond, at most a day); what `target` holds
/// already is the default.
CLI::Option* add_seconds(CLI::App& app, const std::string& name, std::chrono::milliseconds& target,
                         const std::string& description);

/// Adds --timeout SECONDS as add_seconds() does.
void add_timeout(CLI::App& app, std::chrono::milliseconds& timeout, const std::string& description);

/// Arguments that are wrong for a reason which the parser cannot know. what() is the line to print.
class WrongArguments : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// What a program is called and what it does.
struct ProgramDescription {
  std::string name;
  std::string summary;
  int failure_status = kNetworkFailure;  ///< its exit status after an exception that is not about arguments
};

/// main() of a tool: `body` reads the command line with the parser that it gets, works, and returns the exit
/// status. Help ends with status 0, CLI::ParseError and WrongArguments with 2 and any other exception with
/// `failure_status`, each after one line on standard error.
int run_program(const ProgramDescription& program, const std::function<int(CLI::App&)>& body);

}  // namespace ladder::tools
