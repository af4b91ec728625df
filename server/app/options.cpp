#include "app/options.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <stdexcept>

#include "app/command_line.hpp"
#include "app/version.hpp"
#include "http/origin.hpp"

namespace ladder::app {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

void add_serving(CLI::App& app, ServerOptions& o) {
  app.add_option_function<unsigned>(
         "port", [&o](unsigned port) { o.port = static_cast<std::uint16_t>(port); },
         "TCP port; 0 takes a free one")
      ->check(CLI::Range(0, 65'535))
      ->default_str("8080");
  app.add_option("host", o.host, "address or name to listen on")->capture_default_str();
  // One option under both names: CLI11 2.4 refuses two that share one. The last of several counts.
  app.add_option("threads,-t,--threads", o.threads, "workers")
      ->check(CLI::Range(1, 1'024))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->capture_default_str();
  app.add_option_function<std::string>(
         "--engine",
         [&o](const std::string& name) {
           o.engine = name == "threads" ? Engine::threads
                      : name == "epoll" ? Engine::epoll
                      : name == "uring" ? Engine::uring
                                        : Engine::automatic;
         },
         "who moves the bytes: threads (a pool of blocking workers), epoll (event loops), uring (event loops "
         "over io_uring), auto")
      ->check(CLI::IsMember({"auto", "threads", "epoll", "uring"}))
      ->default_str("auto");
  app.add_option("--queue", o.queue, "connections that may wait while all workers are full")
      ->check(CLI::Range(0, 65'536))
      ->capture_default_str();
  app.add_option("--connections-per-worker", o.connections_per_worker, "connections one event loop holds")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option(
         "--connections-per-client", o.connections_per_client,
         "connections one address holds (of IPv6: one /64); 0: half of all, and this machine's own are not "
         "counted")
      ->check(CLI::Range(0, 1'000'000'000))
      ->capture_default_str();
  app.add_flag("--defer-accept", o.defer_accept,
               "accept a connection when its first bytes are there, or after a second without any");
  app.add_option("--upload-threads", o.upload_threads, "threads that write uploads for the event loops")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
}

void add_content(CLI::App& app, ServerOptions& o) {
  app.add_option("--root", o.site.root, "directory that is served")->capture_default_str();
  app.add_option_function<std::string>(
         "--extensions",
         [&o](const std::string& list) {
           try {
             o.site.extensions = content::Extensions::parse(list);
           } catch (const std::invalid_argument& error) {
             throw CLI::ValidationError("--extensions", error.what());
           }
         },
         "file name extensions that are served, separated by commas")
      ->default_str("html,txt,png,jpg,jpeg");
  app.add_flag("!--no-uploads", o.site.uploads,
               "take no uploads: POST is 405 everywhere, and the root may be read-only");
  app.add_option("--allow-host", o.allow_hosts,
                 "a further Host to answer for, NAME or NAME:PORT (repeatable)")
      ->allow_extra_args(false);
  app.add_option("--allow-origin", o.site.allowed_origins,
                 "a further site whose pages may send uploads, SCHEME://HOST[:PORT] (repeatable)")
      ->allow_extra_args(false)
      ->check([](const std::string& text) {
        return http::is_origin(text) ? std::string()
                                     : "\"" + text + "\" is no origin like https://example.org";
      });
  app.add_option("--cache", o.cache_bytes, "bytes of file content kept in memory; 0 keeps none")
      ->capture_default_str();
  app.add_option("--max-ranges", o.site.max_ranges,
                 "ranges answered in one GET; for more the whole file is sent")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  app.add_option("--max-json-depth", o.site.max_json_depth, "nesting allowed in uploaded JSON")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
}

void add_limits(CLI::App& app, http::Limits& l) {
  app.add_option("--max-target", l.target_bytes, "longest request target, bytes (else 414)")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--max-head", l.head_bytes, "longest request head, bytes (else 431)")
      ->check(CLI::Range(256, 16'000'000))
      ->capture_default_str();
  app.add_option("--max-fields", l.fields, "most header fields (else 431)")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  app.add_option("--max-body", l.body_bytes, "largest request body, bytes (else 413)")->capture_default_str();
  app.add_option("--max-requests", l.requests, "requests answered on one connection")
      ->check(CLI::Range(1, 1'000'000'000))
      ->capture_default_str();
}

void add_times(CLI::App& app, ServerOptions& o) {
  add_seconds(app, "--header-timeout", o.limits.header_timeout, "seconds for a request head (else 408)");
  add_seconds(app, "--body-timeout", o.limits.body_timeout,
              "seconds after which a body must have made progress (see --min-rate)");
  add_seconds(app, "--answer-timeout", o.limits.answer_timeout,
              "seconds after which the peer must have acknowledged more of an answer");
  app.add_option("--min-rate", o.limits.min_rate_bytes,
                 "bytes a second that a body brings, or the peer of an answer acknowledges, at least")
      ->check(CLI::Range(0, 1'000'000'000))
      ->capture_default_str();
  add_seconds(app, "--idle-timeout", o.limits.idle_timeout, "seconds a connection may stay idle");
  app.add_option_function<unsigned>(
         "--drain", [&o](unsigned seconds) { o.drain = std::chrono::seconds(seconds); },
         "seconds that a stop waits for what is in flight")
      ->check(CLI::Range(0, 86'400))
      ->default_str("30");
}

void add_confinement(CLI::App& app, ServerOptions& o) {
  app.add_option_function<std::string>(
         "--confine",
         [&o](const std::string& name) {
           o.confine = name == "no" ? Confine::no : name == "require" ? Confine::require : Confine::yes;
         },
         "give up what a started server does not need: new privileges, capabilities, other paths, other "
         "system "
         "calls (yes: as far as this system can; require: or do not start)")
      ->check(CLI::IsMember({"yes", "no", "require"}))
      ->default_str("yes");
  app.add_option("--user", o.user, "user to become when the port is bound and the logs are open (root only)");
}

void add_logging(CLI::App& app, ServerOptions& o) {
  app.add_option("--log-level", o.log_level, "trace, debug, info, warn, error, off")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
      ->capture_default_str();
  app.add_option("--access-log", o.access_log,
                 "file for the access lines (else standard error, at level info)");
  add_trace(app, o.trace);
}

}  // namespace

ParsedOptions parse_options(int argc, const char* const* argv) {
  ServerOptions options;
  CLI::App app(
      "The complete HTTP/1.1 server of Ladder. SIGINT, SIGTERM and SIGQUIT drain it; a second one ends it. "
      "SIGUSR1 and SIGHUP reopen the log files.",
      "http_server");
  app.set_version_flag("--version", kVersion);
  app.set_config("--config", "", "read options from a file (lines `name=value`, names without dashes)");
  app.allow_config_extras(
      CLI::config_extras_mode::error);  // a misspelt option must not be passed over in silence
  add_serving(app, options);
  add_content(app, options);
  add_limits(app, options.limits);
  add_times(app, options);
  add_confinement(app, options);
  add_logging(app, options);
  if (const auto status = parse_command_line(app, argc, argv)) return {std::nullopt, *status};
  return {std::move(options), 0};
}

}  // namespace ladder::app
