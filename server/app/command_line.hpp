/// \file
/// What the command lines of all programs have in common: one clear line for an error, exit status 2.
/// Opened in stage 01.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <iostream>
#include <optional>
#include <string>

namespace ladder::app {

/// Parses; nothing if the program is to go on, else its exit status: 0 after help or version, 2 after wrong
/// arguments, which get one line on standard error.
inline std::optional<int> parse_command_line(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    std::cerr << app.get_name() << ": " << error.what() << " (see --help)\n";
    return 2;
  }
}

/// An option in seconds, which may have a fraction; at least a millisecond, at most a day.
inline void add_seconds(CLI::App& app, const std::string& name, std::chrono::milliseconds& target,
                        const std::string& description) {
  app.add_option_function<double>(
         name,
         [&target](double seconds) { target = std::chrono::milliseconds(std::llround(seconds * 1'000)); },
         description)
      ->check(CLI::Range(0.001, 86'400.0))
      ->default_str(std::to_string(target.count() / 1'000));
}

/// --trace FILE, on every server.
inline void add_trace(CLI::App& app, std::string& file) {
  app.add_option("--trace", file,
                 "file for a trace of every connection, for ui.perfetto.dev or chrome://tracing");
}

}  // namespace ladder::app
