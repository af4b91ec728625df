/// \file
/// Options that the clients have in common, and their exit statuses.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <string>

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

/// Prints the help, or one line for a mistake, and turns the parser's verdict into an exit status: 0 for
/// --help, 2 for mistakes.
int report_parse_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace ladder::tools
