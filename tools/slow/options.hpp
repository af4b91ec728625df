/// \file
/// What the slow client is asked to do: its command line as a value.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace CLI {
class App;
}

namespace ladder::tools::slow {

/// In which way it is a burden.
enum class Mode : std::uint8_t { head, body, read, idle, reset };

/// Its name on the command line and in the report. Any thread.
const char* name(Mode mode);

/// The command line of the slow client, checked.
struct Options {
  Mode mode = Mode::head;
  std::string host;
  std::string port;
  std::string target;
  unsigned connections = 10;
  std::chrono::milliseconds interval{1'000};
  std::chrono::milliseconds duration{30'000};  ///< longer than any of the complete server's deadlines
  std::size_t step_bytes = 1;                  ///< sent or read in each interval; `reset`: read before it
  std::size_t body_bytes = 1'000'000;          ///< `body`: what Content-Length announces
  bool after_request = false;                  ///< `idle`: silent only after one request has been answered
  bool again = false;                          ///< a connection that has ended is replaced
  std::string json_path;                       ///< empty: none, "-": standard output
  bool quiet = false;
};

/// Reads the command line. Throws CLI::ParseError, which run_program() turns into an exit status.
Options parse_options(CLI::App& app, int argc, const char* const* argv);

}  // namespace ladder::tools::slow
