/// \file
/// A program of this build run to its end, and servers that misbehave on purpose to run it against.
#pragma once

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "os/datagram.hpp"
#include "os/io.hpp"
#include "os/socket.hpp"
#include "support/programs.hpp"

namespace ladder::test {

/// What a program left behind.
struct ToolRun {
  std::optional<int> status;
  std::string output;
  std::string log;

  bool says(std::string_view part) const { return output.find(part) != std::string::npos; }
  bool complains(std::string_view part) const { return log.find(part) != std::string::npos; }
  std::ptrdiff_t log_lines() const { return std::ranges::count(log, '\n'); }
  nlohmann::json json() const { return nlohmann::json::parse(output); }
};

/// Waits for its end and collects what it wrote.
inline ToolRun finish(Process& process) {
  ToolRun run;
  run.status = process.wait_for_exit();
  run.output = process.whole_output();
  run.log = process.whole_log();
  return run;
}

/// Runs a program of this build.
inline ToolRun run_tool(std::string_view name, std::vector<std::string> arguments,
                        std::string_view input = {}) {
  arguments.insert(arguments.begin(), program(name));
  Process process(arguments, input);
  return finish(process);
}

/// A TCP server that does with each connection what the test says, on a thread for each.
class OddServer {
 public:
  using Serve = std::function<void(Client& client)>;

  explicit OddServer(Serve serve)
      : listener_(os::listen_tcp(os::Address::resolve("127.0.0.1", 0))),
        address_(os::local_address(listener_.get())),
        serve_(std::move(serve)),
        acceptor_([this](const std::stop_token& stop) { accept_until(stop); }) {}

  const os::Address& address() const { return address_; }
  std::string port() const { return std::to_string(address_.port()); }
  std::string url(std::string_view path = "/") const {
    return "http://127.0.0.1:" + port() + std::string(path);
  }

 private:
  void accept_until(const std::stop_token& stop) {
    std::vector<std::jthread> conversations;
    while (!stop.stop_requested()) {
      if (!os::wait_ready(listener_.get(), {.readable = true}, -1, std::chrono::milliseconds(10)).readable)
        continue;
      os::Accepted accepted = os::accept_connection(listener_.get());
      if (!accepted.fd) continue;
      conversations.emplace_back([this, fd = std::move(accepted.fd)]() mutable {
        Client client(std::move(fd));
        serve_(client);
      });
    }
  }

  os::Fd listener_;
  os::Address address_;
  Serve serve_;
  std::jthread acceptor_;  // last: it uses the others
};

/// A UDP server that does with each datagram what the test says.
class OddDatagramServer {
 public:
  using Reply = std::function<void(std::string_view bytes)>;
  using Serve = std::function<void(const std::string& datagram, const Reply& reply)>;

  explicit OddDatagramServer(Serve serve)
      : socket_(os::bind_udp(os::Address::resolve("127.0.0.1", 0))),
        address_(os::local_address(socket_.get())),
        serve_(std::move(serve)),
        server_([this](const std::stop_token& stop) { serve_until(stop); }) {}

  std::string port() const { return std::to_string(address_.port()); }

 private:
  void serve_until(const std::stop_token& stop) {
    std::vector<std::byte> space(os::kMaxDatagramBytes);
    while (!stop.stop_requested()) {
      if (!os::wait_ready(socket_.get(), {.readable = true}, -1, std::chrono::milliseconds(10)).readable)
        continue;
      os::Address from;
      const os::IoResult got = os::receive_datagram(socket_.get(), space, from);
      if (got.kind != os::IoResult::Kind::transferred) continue;
      serve_({reinterpret_cast<const char*>(space.data()), got.bytes}, [&](std::string_view bytes) {
        (void)os::send_datagram(socket_.get(), std::as_bytes(std::span(bytes)), from);  // as lossy as any
      });
    }
  }

  os::Fd socket_;
  os::Address address_;
  Serve serve_;
  std::jthread server_;  // last: it uses the others
};

/// A port of the loopback that nobody listens on.
inline std::string deserted_port() {
  return std::to_string(os::local_address(os::listen_tcp(os::Address::resolve("127.0.0.1", 0)).get()).port());
}

}  // namespace ladder::test
