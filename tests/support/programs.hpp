/// \file
/// The programs of this build and what they serve, for the tests that start them. The build says where they
/// are: LADDER_BIN_DIR and LADDER_SOURCE_DIR are defined for these tests only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "os/address.hpp"
#include "support/client.hpp"
#include "support/http_client.hpp"
#include "support/process.hpp"
#include "support/temp_directory.hpp"

namespace ladder::test {

/// The path of a program of this build.
std::string program(std::string_view name);

/// A root to serve: a copy of resources/, with an empty uploads/.
class ServedRoot : public TempDirectory {
 public:
  ServedRoot();
  /// What lies in uploads/, sorted.
  std::vector<std::string> uploads() const { return names("uploads"); }
};

/// As many of `wanted` connections as this process can hold beside its other descriptors, having raised its
/// limit.
int connections_possible(int wanted);

/// A program that listens on a free port. Made on the test's main thread.
class StartedServer {
 public:
  /// Starts `name` with port 0 and these arguments and waits until it listens.
  explicit StartedServer(std::string_view name, const std::vector<std::string>& arguments = {});

  Process& process() { return process_; }
  const Process& process() const { return process_; }
  const os::Address& address() const { return address_; }
  std::uint16_t port() const { return address_.port(); }
  Client connect() const { return Client(address_); }
  Response get(std::string_view path) const { return ask(address_, test::get(port(), path)); }
  /// A connection that has been answered once and now stays idle: the server has certainly taken it on.
  Client connect_and_ask(std::string_view path = "/") const;

 private:
  Process process_;
  os::Address address_;
};

}  // namespace ladder::test
