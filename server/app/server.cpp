#include "app/server.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

#include "app/access_log.hpp"
#include "app/confinement.hpp"
#include "app/hosts.hpp"
#include "app/http_service.hpp"
#include "app/log.hpp"
#include "app/serving.hpp"
#include "app/tracing.hpp"
#include "app/version.hpp"
#include "drive/pool.hpp"
#include "drive/workers.hpp"
#include "os/limits.hpp"
#include "os/privileges.hpp"
#include "os/socket.hpp"
#include "os/uring_probe.hpp"
#ifdef LADDER_WITH_URING
#include "drive/uring_loop.hpp"
#endif

namespace ladder::app {

namespace {

const char* name_of(Engine engine) {
  return engine == Engine::threads ? "threads" : engine == Engine::uring ? "uring" : "epoll";
}

//! [choose]
/// The fastest engine that works here, if it is left to us. Throws std::runtime_error if io_uring is asked
/// for and does not work.
Engine choose(Engine wanted) {
  if (wanted == Engine::threads || wanted == Engine::epoll) return wanted;
  const std::string obstacle = os::why_no_uring();
  if (obstacle.empty()) return Engine::uring;
  if (wanted == Engine::uring) throw std::runtime_error("--engine uring: " + obstacle);
  spdlog::info("no io_uring, so the engine is epoll: {}", obstacle);
  return Engine::epoll;
}
//! [choose]

/// Descriptors that are not connections: standard streams, listener, log, each worker's epoll or ring,
/// mailbox, open files, and refused clients that linger. (An upload's file takes the place of one that would
/// be sent.)
std::size_t reserved_descriptors(const ServerOptions& options) {
  constexpr std::size_t kForTheProcess = 64;
  constexpr std::size_t kForAWorker = 80 + drive::LingeringClose::kMaxLingering;
  return kForTheProcess + kForAWorker * options.threads;
}

/// Below this, a server would listen and answer nobody: what it needs for itself, and for each worker its
/// epoll or ring, its mailbox, one connection and what that may hold besides.
std::size_t least_descriptors(const ServerOptions& options) {
  constexpr std::size_t kForTheProcess = 20;
  constexpr std::size_t kForAWorker = 3 + content::kMostDescriptorsOfAnUpload;
  return kForTheProcess + kForAWorker * options.threads;
}

//! [fit]
/// Lowers the connections a worker may hold to what RLIMIT_NOFILE allows.
void fit_to_descriptors(ServerOptions& options) {
  const std::size_t limit = os::raise_descriptor_limit();
  if (limit < least_descriptors(options))
    throw std::runtime_error("the limit on open descriptors is " + std::to_string(limit) + ": " +
                             std::to_string(options.threads) + " workers need at least " +
                             std::to_string(least_descriptors(options)) +
                             " (raise it with ulimit -n, or use fewer workers)");
  // Of a very small limit at least half is for connections.
  const std::size_t left = limit - std::min(limit / 2, reserved_descriptors(options) + options.queue);
  const std::size_t possible = std::max<std::size_t>(1, left / options.threads);
  // A worker of the pool holds one connection, so the limit on them is no news there.
  if (options.engine == Engine::threads || possible >= options.connections_per_worker) return;
  spdlog::info("connections per worker lowered from {} to {}: the limit on open descriptors is {}",
               options.connections_per_worker, possible, limit);
  options.connections_per_worker = possible;
}
//! [fit]

//! [client-limit]
/// What one client may hold, of the connections for which there is room.
drive::ClientLimit client_limit(const ServerOptions& options) {
  if (options.connections_per_client > 0) return {.connections = options.connections_per_client};
  const std::size_t all = options.engine == Engine::threads
                              ? options.threads + options.queue
                              : options.threads * options.connections_per_worker;
  return {.connections = std::max<std::size_t>(1, all / 2), .spare_loopback = true};
}
//! [client-limit]

/// Makes the service of each worker: its own handler, cache and log, on shared storage.
class ServiceFactory {
 public:
  ServiceFactory(const ServerOptions& options, http::AllowedHosts allowed_hosts, Log& log, Counters& counters,
                 WarningRates& rates)
      : options_(options),
        storage_(content::SiteStorage::open(options.site)),
        allowed_hosts_(std::move(allowed_hosts)),
        counters_(counters),
        rates_(rates) {
    if (LogWriter* const writer = log.access())
      access_ = [writer](std::string_view lines) { writer->post(lines); };
  }

  //! [make-service]
  std::unique_ptr<HttpService> operator()() const {
    return std::make_unique<HttpService>(options_.limits, allowed_hosts_,
                                         std::make_unique<content::Site>(options_.site, storage_),
                                         std::make_unique<WorkerLog>(access_, counters_, rates_));
  }
  //! [make-service]

 private:
  const ServerOptions& options_;
  content::SiteStorage storage_;
  http::AllowedHosts allowed_hosts_;
  TakeLines access_;
  Counters& counters_;
  WarningRates& rates_;
};

template <class Loop>
void run_loops(const ServerOptions& options, const ServiceFactory& make, int listener_fd,
               concurrency::Stop& stop) {
  drive::Workers<HttpService, Loop> workers(
      make, {options.threads, options.connections_per_worker, options.queue, options.upload_threads,
             client_limit(options)});
  workers.run(listener_fd, stop);
}

//! [run-engine]
void run_engine(const ServerOptions& options, const ServiceFactory& make, int listener_fd,
                concurrency::Stop& stop) {
  if (options.engine == Engine::threads) {
    drive::Pool<HttpService> pool(make, {options.threads, options.queue, true, client_limit(options)});
    pool.run(listener_fd, stop);
    return;
  }
#ifdef LADDER_WITH_URING
  if (options.engine == Engine::uring)
    return run_loops<drive::UringLoop<HttpService>>(options, make, listener_fd, stop);
#endif
  run_loops<drive::EpollLoop<HttpService>>(options, make, listener_fd, stop);
}
//! [run-engine]

void tell_totals(const Counters& counters) {
  spdlog::info(
      "stopped: {} requests on {} connections, {} bytes of bodies, {} connections refused, {} timeouts, "
      "{} hosts refused",
      counters.requests.load(), counters.connections.load(), counters.body_bytes.load(),
      counters.refused.load(), counters.timeouts.load(), counters.hosts_refused.load());
}

void tell_start(const ServerOptions& options, const os::Address& bound, const Confinement& confinement) {
  if (os::is_root()) spdlog::warn("runs as root; with --user NAME it is another user once the port is bound");
  for (const std::string& missing : confinement.missing) spdlog::warn("not wholly confined: {}", missing);
  spdlog::info("{} listening on http://{}/ (root {}, engine {}, {} workers, {})", kVersion, bound.to_string(),
               options.site.root, name_of(options.engine), options.threads,
               confinement.done.empty() ? "not confined" : "confined: " + confinement.done);
}

//! [on-signal]
/// What a signal other than a stop is for: SIGUSR1 as in nginx, SIGHUP (there is no configuration to read
/// again yet) the same, so that neither it nor a stray SIGUSR2 ends the server.
void on_signal(int number, Log& log) {
  if (number == SIGUSR2) return spdlog::info("SIGUSR2 has no meaning here and is ignored");
  const char* const name = number == SIGHUP ? "SIGHUP" : "SIGUSR1";
  try {
    log.reopen();
    spdlog::info("{}: log files reopened{}", name,
                 number == SIGHUP ? " (changed options need a restart)" : "");
  } catch (const std::exception& error) {
    spdlog::warn("{}: {} (writing on to the file that is open)", name, error.what());
  }
}
//! [on-signal]

}  // namespace

//! [run-server]
int run_server(ServerOptions options) {
  os::StopSignals signals{SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2};
  const auto trace = open_trace(options.trace);
  Log log(options.log_level, options.access_log);
  options.site.cache.budget_bytes = options.cache_bytes / options.threads;

  refuse_whole_machine(options.site.root);
  Counters counters;
  WarningRates rates;
  options.site.report = [&rates](content::Trouble kind, std::string_view what) {
    storage_trouble(rates, kind, what);
  };
  const os::Address wanted = os::Address::resolve(options.host, options.port);
  const os::Fd listener = os::listen_tcp(wanted);
  if (options.defer_accept) os::defer_accept(listener.get());
  const os::Address bound = os::local_address(listener.get());
  const http::AllowedHosts hosts = allowed_hosts(options, bound);
  give_up_rights(options);
  const ServiceFactory factory(options, hosts, log, counters, rates);
  options.engine = choose(options.engine);  // with the rights that are left
  fit_to_descriptors(options);
  const Confinement confinement = confine(options);
  log.start();  // the first thread
  tell_start(options, bound, confinement);
  const Ended ended = serve_until_signal(
      signals, options.drain,
      [&](concurrency::Stop& stop) { run_engine(options, factory, listener.get(), stop); },
      [](const char* what) { spdlog::info("{}", what); }, [&log](int number) { on_signal(number, log); });
  tell_totals(counters);
  return ended == Ended::drained ? 0 : 1;
}
//! [run-server]

int server_main(int argc, char** argv) {
  try {
    ParsedOptions parsed = parse_options(argc, argv);
    if (!parsed.options) return parsed.exit_status;
    return run_server(std::move(*parsed.options));
  } catch (const std::invalid_argument& error) {
    std::cerr << "http_server: " << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "http_server: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace ladder::app
