/// \file
/// What the small servers of tools/ have in common: their command line and how they end.
/// Opened in stage 01.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace ladder::app {

/// What a tool is called, what it does, and where it listens if it is not told otherwise.
struct ToolDescription {
  std::string name;
  std::string summary;
  std::uint16_t port;
};

/// main() of a tool with the command line `[HOST=127.0.0.1] [PORT]`: parses, runs `serve`, and turns what it
/// throws into one line on standard error. Exit status 2 for wrong arguments, 1 for failures, else 0.
int run_tool(int argc, char** argv, const ToolDescription& tool,
             const std::function<void(const std::string& host, std::uint16_t port)>& serve);

}  // namespace ladder::app
