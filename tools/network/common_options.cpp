#include "network/common_options.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "network/failure.hpp"

namespace ladder::tools {
namespace {

constexpr unsigned kHighestPort = 65'535;
// Below a millisecond nothing can be answered; a day is longer than anybody watches a client.
constexpr double kShortestSeconds = 0.001;
constexpr double kLongestSeconds = 86'400;

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

int report_parse_error(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);
  std::string line = error.what();
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::cerr << app.get_name() << ": " << line << " (see --help)\n";
  return kWrongArguments;
}

}  // namespace ladder::tools
