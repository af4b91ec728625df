/// \file
/// The options of the complete server: from the command line, or from a file by `--config`. Opened in
/// stage 12.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "content/site.hpp"
#include "http/limits.hpp"

namespace ladder::app {

/// Who moves the bytes.
enum class Engine {
  automatic,  ///< the fastest that this kernel allows
  threads,    ///< a pool of blocking workers: the specification's server
  epoll,      ///< event loops
  uring       ///< event loops over io_uring
};

/// Whether the started server gives up what it does not need (app/confinement.hpp).
enum class Confine {
  yes,     ///< all that this system offers; what it does not is said
  no,      ///< nothing
  require  ///< all of it, or the server does not start
};

/// Everything that can be set. The defaults are the documented ones.
struct ServerOptions {
  std::uint16_t port = 8080;
  std::string host = "127.0.0.1";
  std::size_t threads = 10;
  Engine engine = Engine::automatic;
  std::size_t queue = 128;
  std::size_t connections_per_worker = 4'096;
  std::size_t connections_per_client = 0;  ///< 0: half of all, and the loopback is not counted
  bool defer_accept = false;               ///< see os::defer_accept()
  std::size_t upload_threads = 4;
  std::chrono::seconds drain{30};
  http::Limits limits;
  content::SiteOptions site;
  std::size_t cache_bytes = 64 * 1024 * 1024;  ///< for all workers together
  std::vector<std::string> allow_hosts;
  Confine confine = Confine::yes;
  std::string user;  ///< to become once the port is bound; empty: stay who starts it
  std::string log_level = "info";
  std::string access_log;  ///< a file, or empty: to standard error at level info
  std::string trace;       ///< file for os::Trace; empty: none
};

/// What a command line asks for: options to serve with, or an exit status because help was printed or the
/// arguments are wrong (2, after one line on standard error).
struct ParsedOptions {
  std::optional<ServerOptions> options;
  int exit_status = 0;
};

/// Reads a command line. Prints help and errors itself.
///
/// \par Example
/// \snippet examples/drive.cpp options
ParsedOptions parse_options(int argc, const char* const* argv);

}  // namespace ladder::app
