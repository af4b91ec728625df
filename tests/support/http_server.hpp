/// \file
/// The complete server on a root of its own, for the system tests.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "support/programs.hpp"

namespace ladder::test {

/// http_server on a copy of resources/. Made on the test's main thread.
class HttpServer {
 public:
  explicit HttpServer(const std::vector<std::string>& arguments = {})
      : running_("http_server", with_root(arguments)) {}

  ServedRoot& root() { return root_; }
  const ServedRoot& root() const { return root_; }
  Process& process() { return running_.process(); }
  const Process& process() const { return running_.process(); }
  const os::Address& address() const { return running_.address(); }
  std::uint16_t port() const { return running_.port(); }
  Client connect() const { return running_.connect(); }
  Client connect_and_ask() const { return running_.connect_and_ask("/hello.txt"); }
  Response get(std::string_view path) const { return running_.get(path); }
  Response post(std::string_view json) const { return ask(address(), post_json(port(), json)); }
  /// Puts a file of `size` bytes into the root and returns its content.
  std::string add_file(std::string_view name, std::size_t size) const {
    std::string content = noise(size);
    root_.write(name, content);
    return content;
  }

 private:
  std::vector<std::string> with_root(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--root", root_.path()});
    return arguments;
  }
  ServedRoot root_;
  StartedServer running_;
};

/// The bytes that a large download has: more than the socket buffers on both sides hold, so that it is in
/// flight.
inline constexpr std::size_t kLargeBytes = kSanitized ? 12'000'000 : 20'000'000;

}  // namespace ladder::test
