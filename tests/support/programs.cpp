#include "support/programs.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "os/limits.hpp"

namespace ladder::test {

namespace {

std::vector<std::string> command_line(std::string_view name, const std::vector<std::string>& arguments) {
  std::vector<std::string> command{program(name), "0"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace

std::string program(std::string_view name) { return std::string(LADDER_BIN_DIR "/").append(name); }

ServedRoot::ServedRoot() {
  std::filesystem::copy(LADDER_SOURCE_DIR "/resources", path(), std::filesystem::copy_options::recursive);
  remove("uploads");
  make_directory("uploads");
}

int connections_possible(int wanted) {
  constexpr std::size_t kOthers = 100;
  const std::size_t limit = os::raise_descriptor_limit();
  return static_cast<int>(
      std::min<std::size_t>(static_cast<std::size_t>(wanted), limit - std::min(limit, kOthers)));
}

StartedServer::StartedServer(std::string_view name, const std::vector<std::string>& arguments)
    : process_(command_line(name, arguments)), address_(process_.wait_until_listening()) {}

Client StartedServer::connect_and_ask(std::string_view path) const {
  Client client = connect();
  client.send(test::get(port(), path));
  const Response response = read_response(client);
  if (response.status != 200 || !response.complete) throw std::runtime_error("no answer: " + response.head);
  return client;
}

}  // namespace ladder::test
