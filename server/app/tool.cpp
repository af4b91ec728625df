#include "app/tool.hpp"

#include <exception>
#include <iostream>

#include "app/command_line.hpp"

namespace ladder::app {

int run_tool(int argc, char** argv, const ToolDescription& tool,
             const std::function<void(const std::string&, std::uint16_t)>& serve) {
  std::string host = "127.0.0.1";
  std::uint16_t port = tool.port;
  CLI::App cli(tool.summary, tool.name);
  cli.add_option("host", host, "address to listen on")->capture_default_str();
  cli.add_option("port", port, "port; 0 takes a free one")->capture_default_str();
  if (const auto status = parse_command_line(cli, argc, argv)) return *status;
  try {
    serve(host, port);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << tool.name << ": " << error.what() << std::endl;
    return 1;
  }
}

}  // namespace ladder::app
