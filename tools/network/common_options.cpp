#include "network/common_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <exception>
#include <iostream>

#include "network/failure.hpp"

namespace ladder::tools {
namespace {

constexpr unsigned kHighestPort = 65'535;
// Below a millisecond nothing can be answered; a day is longer than anybody watches a client.
constexpr double kShortestSeconds = 0.001;
constexpr double kLongestSeconds = 86'400;

int report_mistake(const std::string& program, std::string line) {
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::cerr << program << ": " << line << " (see --help)\n";
  return kWrongArguments;
}

}  // namespace

void add_host_and_port(CLI::App& app, std::string& host, std::string& port) {
  app.add_option("HOST", host, "Name or address of the server")->capture_default_str();
  app.add_option("PORT", port, "Its port")->capture_default_str()->check(CLI::Range(1U, kHighestPort));
}

CLI::Option* add_seconds(CLI::App& app, const std::string& name, std::chrono::milliseconds& target,
                         const std::string& description) {
  // A double only for as long as it takes to read "0.5" from the command line.
  const auto keep = [&target](double seconds) {
    target = std::chrono::milliseconds(std::llround(seconds * 1000));
  };
  return app.add_option_function<double>(name, keep, description + " (default " + in_seconds(target) + ")")
      ->type_name("SECONDS")
      ->check(CLI::Range(kShortestSeconds, kLongestSeconds));
}

void add_timeout(CLI::App& app, std::chrono::milliseconds& timeout, const std::string& description) {
  add_seconds(app, "--timeout", timeout, description);
}

int run_program(const ProgramDescription& program, const std::function<int(CLI::App&)>& body) {
  CLI::App app(program.summary, program.name);
  try {
    return body(app);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    return report_mistake(program.name, error.what());
  } catch (const WrongArguments& error) {
    return report_mistake(program.name, error.what());
  } catch (const std::exception& error) {
    std::cerr << program.name << ": " << error.what() << '\n';
    return program.failure_status;
  }
}

}  // namespace ladder::tools
