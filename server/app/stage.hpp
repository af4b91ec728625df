/// \file
/// What the small programs of the stages have in common: their command line, their listening socket, their
/// stop. Opened in stage 01.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "app/http_service.hpp"
#include "app/serving.hpp"
#include "concurrency/stop.hpp"
#include "content/site.hpp"
#include "drive/service.hpp"
#include "http/allowed_hosts.hpp"
#include "http/limits.hpp"
#include "os/fd.hpp"
#include "os/signals.hpp"

namespace ladder::app {

/// What a stage's program is called, what it does, and which options it has besides PORT.
struct StageDescription {
  std::string name;  ///< "stage_04_thread_pool"
  std::string summary;
  bool has_threads = false;
  bool has_queue = false;
  bool has_root = false;
  bool has_header_timeout = false;
};

/// The stage's command line: `PORT [--threads N] [--queue N] [--root DIR] [--header-timeout SECONDS]`.
struct StageOptions {
  std::uint16_t port = 0;  ///< 0 takes a free one
  std::size_t threads = 4;
  std::size_t queue = 16;
  std::string root = "resources";
  std::chrono::milliseconds header_timeout{10'000};
  std::string trace;  ///< file for os::Trace; empty: none
};

/// A stage that is being run.
class Stage {
 public:
  /// Made by run_stage(). `description` and `signals` outlive it.
  Stage(const StageDescription& description, StageOptions options, os::StopSignals& signals)
      : description_(description), options_(std::move(options)), signals_(signals) {}

  /// What the command line said, and the defaults for what it did not.
  const StageOptions& options() const { return options_; }
  /// Readable when SIGINT or SIGTERM has come: for stages that wait for it themselves.
  int stop_fd() const { return signals_.fd(); }

  /// A socket that listens on 127.0.0.1, announced on standard error. Throws std::system_error.
  os::Fd listen() const;
  /// A UDP socket bound to 127.0.0.1, announced. Throws std::system_error.
  os::Fd bind_udp() const;
  /// listen(), then `engine` until a signal; what is in flight then has two seconds to finish.
  void serve(const std::function<void(int listener_fd, concurrency::Stop& stop)>& engine);

  /// What drives HTTP services: it gets their maker, the listening socket and the stop.
  using HttpEngine = std::function<void(const drive::MakeService<HttpService>& make, int listener_fd,
                                        concurrency::Stop& stop)>;
  /// serve(), with the files of --root behind every connection, and no forms among its uploads. Throws
  /// std::system_error without that directory.
  void serve_site(const http::Limits& limits, const HttpEngine& engine, bool uploads = true);

  /// Makes HTTP services with the loopback hosts of `listener_fd` allowed.
  drive::MakeService<HttpService> make_http(
      int listener_fd, const http::Limits& limits,
      std::function<std::unique_ptr<http::Handler>()> make_handler) const;

 private:
  void announce(const std::string& address) const;

  const StageDescription& description_;
  StageOptions options_;
  os::StopSignals& signals_;
};

/// main() of a stage: parses, runs `body`, and turns what it throws into one line. Exit status 2 for wrong
/// arguments, 1 for failures, else 0.
int run_stage(int argc, char** argv, const StageDescription& description,
              const std::function<void(Stage&)>& body);

}  // namespace ladder::app
