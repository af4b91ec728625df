#include "check/own_program.hpp"

#include <filesystem>
#include <sstream>

#include "network/common_options.hpp"

namespace ladder::check {

namespace {

std::string path_of(const std::string& program) {
  const std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe").parent_path() / program;
  if (!std::filesystem::exists(path))
    throw tools::WrongArguments(path.string() + " is not there; build it, or give a command behind --");
  return path;
}

Command with_arguments(const std::string& program, std::string_view arguments) {
  std::vector<std::string> words{path_of(program)};
  std::istringstream rest{std::string(arguments)};
  for (std::string word; rest >> word;) words.push_back(word);
  return Command(words);
}

}  // namespace

Command own_server(const Stage& stage) { return with_arguments(std::string(stage.program), stage.arguments); }

Command own_client(const Stage& stage) {
  if (stage.transport != Transport::udp) return {};
  return with_arguments("stage_02_udp_echo_client", "127.0.0.1 {port}");
}

}  // namespace ladder::check
