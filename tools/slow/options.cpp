#include "slow/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <stdexcept>

#include "network/common_options.hpp"
#include "network/url.hpp"

namespace ladder::tools::slow {
namespace {

constexpr unsigned kHighestPort = 65'535;
// What the ephemeral ports of one address allow (ip_local_port_range has 28,232).
constexpr unsigned kMaxConnections = 28'000;
constexpr std::size_t kMaxStepBytes = 1'000'000;
constexpr std::size_t kSmallestBodyBytes = 4;  // ["x"] less a letter: the JSON must be possible
constexpr std::size_t kMaxBodyBytes = 64UL * 1024 * 1024;

// A byte is the slowest there is; a reader that slow would not see the head of its answer in a minute.
std::size_t usual_step_bytes(Mode mode) { return mode == Mode::read ? 100 : 1; }

void describe_mode(CLI::App& app, Options& options, Mode mode) {
  app.add_option("URL|HOST", options.host, "http://host:port/path, or the host alone")->required();
  app.add_option("PORT", options.port, "Its port")->check(CLI::Range(1U, kHighestPort));
  app.add_option("--path", options.target, "Request target, if no URL is given")
      ->default_str(mode == Mode::body ? "/upload" : "/");
  app.add_option("-c,--connections", options.connections, "Connections at once")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(1U, kMaxConnections));
  add_seconds(app, "-i,--interval", options.interval, "Time between two steps");
  add_seconds(app, "-d,--duration", options.duration, "How long it goes on");
  if (mode != Mode::idle) {
    app.add_option("-b,--bytes", options.step_bytes,
                   mode == Mode::reset ? "Bytes of the answer read before the reset" : "Bytes in each step")
        ->type_name("N")
        ->capture_default_str()
        ->check(CLI::Range(std::size_t{1}, kMaxStepBytes));
  } else {
    app.add_flag("--after-request", options.after_request, "Ask for something first, then be silent");
  }
  if (mode == Mode::body) {
    app.add_option("--length", options.body_bytes, "Length of the body that is announced")
        ->type_name("BYTES")
        ->capture_default_str()
        ->check(CLI::Range(kSmallestBodyBytes, kMaxBodyBytes));
  }
  app.add_flag("--again", options.again, "Replace each connection that has ended, after an interval");
  app.add_option("--json", options.json_path, "Write the report as JSON; - is the standard output")
      ->type_name("FILE");
  app.add_flag("-q,--quiet", options.quiet, "No progress line and no table");
  app.footer("Exit status: 0 it connected, 1 it never could, 2 wrong arguments.");
}

void take_url_apart(Options& options) {
  if (!looks_like_url(options.host)) {
    if (options.port.empty()) throw CLI::ValidationError("PORT", "is missing: give a URL, or HOST and PORT");
  } else {
    if (!options.port.empty()) throw CLI::ValidationError("PORT", "stands in the URL");
    try {
      const Url url = parse_url(options.host);
      options.host = url.host;
      options.port = url.port;
      options.target = url.target;
    } catch (const std::invalid_argument& error) {
      throw CLI::ValidationError("URL", error.what());
    }
  }
  if (options.target.empty()) options.target = options.mode == Mode::body ? "/upload" : "/";
  if (!std::all_of(options.target.begin(), options.target.end(),
                   [](char c) { return c > ' ' && c != '\x7f'; }))
    throw CLI::ValidationError("--path", "has spaces or control characters");
}

}  // namespace

const char* name(Mode mode) {
  constexpr const char* kNames[] = {"head", "body", "read", "idle", "reset"};
  return kNames[static_cast<std::size_t>(mode)];
}

Options parse_options(CLI::App& app, int argc, const char* const* argv) {
  struct Described {
    Mode mode;
    const char* what;
  };
  constexpr Described kModes[] = {{Mode::head, "Dribbles a request head that never ends"},
                                  {Mode::body, "Dribbles the body of an upload"},
                                  {Mode::read, "Asks for a file and reads it slowly"},
                                  {Mode::idle, "Connects and stays silent"},
                                  {Mode::reset, "Breaks the connection in mid-answer"}};
  Options options;
  app.require_subcommand(1);
  for (const auto& [mode, what] : kModes) {
    auto* sub = app.add_subcommand(name(mode), what);
    // Called before the options are read, so that what they say stands.
    sub->preparse_callback([&options, chosen = mode](std::size_t) {
      options.mode = chosen;
      options.step_bytes = usual_step_bytes(chosen);
    });
    options.step_bytes = usual_step_bytes(mode);  // what --help tells
    describe_mode(*sub, options, mode);
  }
  app.footer("slow MODE --help lists the options. docs/tools.md has examples.");
  app.parse(argc, argv);
  take_url_apart(options);
  return options;
}

}  // namespace ladder::tools::slow
