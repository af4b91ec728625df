/// \file
/// A complete HTTP server in this process: its own thread, a free port, any engine. For tests only.
#pragma once

#include <cstdint>
#include <string_view>
#include <thread>
#include <vector>

#include "app/http_service.hpp"
#include "concurrency/stop.hpp"
#include "content/site.hpp"
#include "drive/service.hpp"
#include "http/limits.hpp"
#include "os/fd.hpp"

namespace ladder::test {

/// What moves the bytes: one line each in running_server.cpp.
struct Engine {
  std::string_view name;
  void (*run)(const drive::MakeService<app::HttpService>& make, int listener_fd, concurrency::Stop& stop);
};

/// All engines that this machine can run.
const std::vector<Engine>& engines();

/// Serves from construction to destruction; both return within a second or so.
class RunningServer {
 public:
  /// `site.root` must exist. Throws std::system_error.
  RunningServer(const Engine& engine, const http::Limits& limits, const content::SiteOptions& site);
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;
  /// Ends the program with a message if the server has failed: no test would then mean anything.
  ~RunningServer();

  std::uint16_t port() const { return port_; }

 private:
  os::Fd listener_;
  std::uint16_t port_;
  concurrency::Stop stop_;
  std::jthread thread_;
};

}  // namespace ladder::test
