#include "support/running_server.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "drive/pool.hpp"
#include "drive/workers.hpp"
#include "http/allowed_hosts.hpp"
#include "os/address.hpp"
#include "os/socket.hpp"
#include "support/engine_names.hpp"
#ifdef LADDER_WITH_URING
#include "drive/uring_loop.hpp"
#endif

namespace ladder::test {

namespace {

using Make = drive::MakeService<app::HttpService>;

void run_pool(const Make& make, int listener_fd, concurrency::Stop& stop) {
  drive::Pool<app::HttpService>(make, {.threads = 2, .queue = 16}).run(listener_fd, stop);
}

template <class Loop>
void run_loops(const Make& make, int listener_fd, concurrency::Stop& stop) {
  drive::Workers<app::HttpService, Loop>(make, {.loops = 2, .connections_per_worker = 64, .job_threads = 2})
      .run(listener_fd, stop);
}

}  // namespace

const std::vector<Engine>& engines() {
  static const std::vector<Engine> all = [] {
    std::vector<Engine> possible{{"threads", run_pool},
                                 {"epoll", run_loops<drive::EpollLoop<app::HttpService>>}};
#ifdef LADDER_WITH_URING
    if (os::why_no_uring().empty())
      possible.push_back({"uring", run_loops<drive::UringLoop<app::HttpService>>});
#endif
    return possible;
  }();
  return all;
}

RunningServer::RunningServer(const Engine& engine, const http::Limits& limits,
                             const content::SiteOptions& site)
    : listener_(os::listen_tcp(os::Address::resolve("127.0.0.1", 0))),
      port_(os::local_address(listener_.get()).port()) {
  const auto hosts = http::AllowedHosts::loopback(port_);
  const auto storage = content::SiteStorage::open(site);
  const Make make = [limits, hosts, site, storage] {
    return std::make_unique<app::HttpService>(limits, hosts, std::make_unique<content::Site>(site, storage));
  };
  thread_ = std::jthread([this, run = engine.run, make]() noexcept {
    try {
      run(make, listener_.get(), stop_);
    } catch (const std::exception& error) {
      (void)std::fprintf(stderr, "the server under test has failed: %s\n", error.what());
      std::abort();
    }
  });
}

RunningServer::~RunningServer() { stop_.abandon(); }

}  // namespace ladder::test
