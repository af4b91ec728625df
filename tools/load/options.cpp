#include "load/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "network/common_options.hpp"
#include "network/field.hpp"
#include "network/url.hpp"

namespace ladder::tools::load {
namespace {

constexpr unsigned kHighestPort = 65'535;
constexpr double kLowestRate = 0.001;
constexpr double kHighestRate = 10'000'000;
constexpr std::uint64_t kMostRequests = 1'000'000'000'000;
constexpr std::size_t kMaxMessageBytes = 64UL * 1024 * 1024;
constexpr std::size_t kMaxDatagramBytes = 65'507;
// On a local network a reply is there in a millisecond or never; around the world it takes 0.3 s.
constexpr std::chrono::milliseconds kDatagramTimeout{1'000};

CLI::Option* add_port(CLI::App& app, std::string& port) {
  return app.add_option("PORT", port, "Its port")->check(CLI::Range(1U, kHighestPort));
}

void add_loop_options(CLI::App& app, Options& options) {
  const auto keep_rate = [&options](double rate) {
    options.rate = {static_cast<std::uint64_t>(std::llround(rate * 1000))};
  };
  app.add_option("-c,--connections", options.connections, "Connections (sockets) in all")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(1U, kMaxConnections));
  app.add_option("-t,--threads", options.threads, "Threads, each with its share of the connections")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(1U, kMaxThreads));
  add_seconds(app, "-d,--duration", options.duration, "How long requests are sent");
  app.add_option_function<double>(
         "-r,--rate", keep_rate,
         "Open loop: so many requests a second are due, whatever the server does, and "
         "latency is told from when they were due (default: closed loop)")
      ->type_name("R")
      ->check(CLI::Range(kLowestRate, kHighestRate));
  app.add_option("-n,--requests", options.requests, "Stop after so many requests, if they come first")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, kMostRequests));
  add_timeout(app, options.timeout, "Longest wait for an answer");
}

void add_report_options(CLI::App& app, Options& options) {
  app.add_option("--json", options.json_path, "Write the report as JSON; - is the standard output")
      ->type_name("FILE");
  app.add_flag("-q,--quiet", options.quiet, "No progress line and no table");
}

void describe_http(CLI::App& app, Options& options) {
  app.add_option("URL|HOST", options.host, "http://host:port/path, or the host alone")->required();
  add_port(app, options.port);
  app.add_option("--path", options.target, "Request target, if no URL is given")->capture_default_str();
  app.add_option("-H,--header", options.field_lines, "A field \"Name: value\"; may be repeated")
      ->type_name("LINE")
      ->allow_extra_args(false);
  auto* close = app.add_flag("--close", options.close, "A connection for each request");
  app.add_option("--pipeline", options.pipeline, "Requests in flight on each connection")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(1U, kMaxPipeline))
      ->excludes(close);
  app.add_option("--status", options.status, "The status that is right (default: any 2xx)")
      ->check(CLI::Range(100, 599));
  app.add_option("--length", options.length_bytes,
                 "Length of a right body (default: that of the first answer)")
      ->type_name("BYTES");
}

void describe_echo(CLI::App& app, Options& options, std::size_t smallest_bytes, std::size_t largest_bytes) {
  app.add_option("HOST", options.host, "Name or address of the server")->required();
  add_port(app, options.port)->required();
  app.add_option("-s,--size", options.size_bytes, "Bytes in each message")
      ->type_name("BYTES")
      ->capture_default_str()
      ->check(CLI::Range(smallest_bytes, largest_bytes));
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
  const auto is_ordinary = [](char c) { return c > ' ' && c != '\x7f'; };
  if (options.target.empty() || !std::all_of(options.target.begin(), options.target.end(), is_ordinary))
    throw CLI::ValidationError("--path", "empty, or with spaces or control characters");
  for (const auto& line : options.field_lines) {
    try {
      (void)parse_field(line);
    } catch (const std::invalid_argument& error) {
      throw CLI::ValidationError("--header", error.what());
    }
  }
}

CLI::App* add_protocol(CLI::App& app, const std::string& name, const std::string& description,
                       Options& options, Protocol protocol) {
  auto* sub = app.add_subcommand(name, description);
  // Called before the options are read, so that what they say stands.
  sub->preparse_callback([&options, protocol](std::size_t) {
    options.protocol = protocol;
    if (protocol == Protocol::udp) options.timeout = kDatagramTimeout;
  });
  return sub;
}

}  // namespace

Options parse_options(CLI::App& app, int argc, const char* const* argv) {
  Options options;
  app.require_subcommand(1);
  auto* http = add_protocol(app, "http", "GET requests", options, Protocol::http);
  describe_http(*http, options);
  auto* tcp = add_protocol(app, "tcp", "Messages to a TCP echo server", options, Protocol::tcp);
  describe_echo(*tcp, options, 1, kMaxMessageBytes);
  auto* udp = add_protocol(app, "udp", "Datagrams to a UDP echo server", options, Protocol::udp);
  describe_echo(*udp, options, kDatagramNumberBytes, kMaxDatagramBytes);
  for (auto* sub : {http, tcp, udp}) {
    if (sub == udp) options.timeout = kDatagramTimeout;  // what --help tells
    add_loop_options(*sub, options);
    add_report_options(*sub, options);
    sub->footer("Exit status: 0 something was answered, 1 nothing was, 2 wrong arguments.");
  }
  options.timeout = Options().timeout;
  app.footer("load PROTOCOL --help lists the options. docs/tools.md says what the figures mean.");
  app.parse(argc, argv);
  if (options.protocol == Protocol::http) take_url_apart(options);
  if (options.threads > options.connections) options.threads = options.connections;
  return options;
}

}  // namespace ladder::tools::load
