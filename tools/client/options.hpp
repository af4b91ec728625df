/// \file
/// What the HTTP client is asked to do: its command line as a value.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "network/field.hpp"

namespace CLI {
class App;
}

namespace ladder::tools {

/// Largest request body the client holds in memory: four times what the complete server takes by default, so
/// that its 413 can be tried.
inline constexpr std::size_t kMaxRequestBodyBytes = 64UL * 1024 * 1024;
/// Longest series of requests in one run.
inline constexpr unsigned kMaxRepeat = 1'000'000;

/// The command line of the client, checked.
struct Options {
  std::string host = "127.0.0.1";
  std::string port = "8080";
  std::string target = "/";
  std::string method;  ///< GET, or POST if there is a body, unless given
  std::vector<Field> fields;
  std::optional<std::string> body;
  unsigned repeat = 1;
  std::string output_path;  ///< empty: to the terminal
  /// Longest wait without progress; as long as the complete server itself waits for a body.
  std::chrono::milliseconds timeout{10'000};
};

/// Reads the command line. Throws CLI::ParseError, which run_program() turns into an exit status.
Options parse_options(CLI::App& app, int argc, const char* const* argv);

}  // namespace ladder::tools
