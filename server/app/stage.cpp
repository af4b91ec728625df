#include "app/stage.hpp"

#include <exception>
#include <iostream>
#include <utility>

#include "app/command_line.hpp"
#include "app/tracing.hpp"
#include "os/datagram.hpp"
#include "os/limits.hpp"
#include "os/socket.hpp"

namespace ladder::app {

namespace {

/// A stage ends within this time after SIGTERM, whatever its clients do.
constexpr std::chrono::milliseconds kStageDrain{2'000};

constexpr const char* kHost = "127.0.0.1";

void add_options(CLI::App& app, const StageDescription& stage, StageOptions& options) {
  app.add_option("port", options.port, "port on 127.0.0.1; 0 takes a free one")->required();
  if (stage.has_threads)
    app.add_option("--threads", options.threads, "workers")
        ->check(CLI::Range(1, 1'024))
        ->capture_default_str();
  if (stage.has_queue)
    app.add_option("--queue", options.queue, "clients that may wait while all workers are busy")
        ->check(CLI::Range(0, 65'536))
        ->capture_default_str();
  if (stage.has_root)
    app.add_option("--root", options.root, "directory that is served")->capture_default_str();
  if (stage.has_header_timeout)
    add_seconds(app, "--header-timeout", options.header_timeout, "seconds for a request head (else 408)");
  add_trace(app, options.trace);
}

}  // namespace

void Stage::announce(const std::string& address) const {
  std::cerr << description_.name << ": listening on " << address << std::endl;
}

os::Fd Stage::listen() const {
  os::Fd listener = os::listen_tcp(os::Address::resolve(kHost, options_.port));
  announce(os::local_address(listener.get()).to_string());
  return listener;
}

os::Fd Stage::bind_udp() const {
  os::Fd socket = os::bind_udp(os::Address::resolve(kHost, options_.port));
  announce(os::local_address(socket.get()).to_string());
  return socket;
}

void Stage::serve(const std::function<void(int, concurrency::Stop&)>& engine) {
  const os::Fd listener = listen();
  (void)serve_until_signal(
      signals_, kStageDrain, [&](concurrency::Stop& stop) { engine(listener.get(), stop); },
      [this](const char* what) { std::cerr << description_.name << ": " << what << std::endl; });
}

int run_stage(int argc, char** argv, const StageDescription& description,
              const std::function<void(Stage&)>& body) {
  CLI::App app(description.summary, description.name);
  StageOptions options;
  add_options(app, description, options);
  if (const auto status = parse_command_line(app, argc, argv)) return *status;
  try {
    os::StopSignals signals;
    const auto trace = open_trace(options.trace);
    (void)os::raise_descriptor_limit();  // a connection is a descriptor, and a shell allows 1,024
    Stage stage(description, std::move(options), signals);
    body(stage);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << description.name << ": " << error.what() << std::endl;
    return 1;
  }
}

}  // namespace ladder::app
