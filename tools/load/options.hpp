/// \file
/// What the load generator is asked to do: its command line as a value.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "load/schedule.hpp"

namespace CLI {
class App;
}

namespace ladder::tools::load {

/// What is spoken.
enum class Protocol : std::uint8_t { http, tcp, udp };

/// Most connections of a run: what the ephemeral ports of one address allow (ip_local_port_range has 28,232).
inline constexpr unsigned kMaxConnections = 28'000;
inline constexpr unsigned kMaxThreads = 64;
/// Most requests in flight on one connection.
inline constexpr unsigned kMaxPipeline = 1'000;
/// A datagram of the load generator begins with its number.
inline constexpr std::size_t kDatagramNumberBytes = 8;

/// The command line of the load generator, checked.
struct Options {
  Protocol protocol = Protocol::http;
  std::string host;
  std::string port;
  unsigned connections = 10;
  unsigned threads = 1;
  std::chrono::milliseconds duration{10'000};
  Rate rate;                   ///< none: a closed loop
  std::uint64_t requests = 0;  ///< stop after so many; 0: only --duration counts
  /// Longest wait for an answer. Longer than a person waits for a page; UDP has a default of its own.
  std::chrono::milliseconds timeout{5'000};
  std::string json_path;  ///< empty: none, "-": standard output
  bool quiet = false;

  // HTTP
  std::string target = "/";
  std::vector<std::string> field_lines;
  bool close = false;
  unsigned pipeline = 1;
  int status = 0;                               ///< the only one that is right; 0: any 2xx
  std::optional<std::uint64_t> length_bytes{};  ///< of the body; without it the first answer's is taken

  // TCP and UDP
  std::size_t size_bytes = 64;
};

/// Reads the command line. Throws CLI::ParseError, which run_program() turns into an exit status.
Options parse_options(CLI::App& app, int argc, const char* const* argv);

}  // namespace ladder::tools::load
