#include "network/common_options.hpp"

#include <cmath>

#include "network/failure.hpp"

namespace ladder::tools {
namespace {

constexpr unsigned kHighestPort = 65'535;
// Below a millisecond nothing can be answered; a day is longer than anybody watches a client.
constexpr double kShortestTimeoutSeconds = 0.001;
constexpr double kLongestTimeoutSeconds = 86'400;

}  // namespace

void add_host_and_port(CLI::App& app, std::string& host, std::string& port) {
  app.add_option("HOST", host, "Name or address of the server")->capture_default_str();
  app.add_option("PORT", port, "Its port")->capture_default_str()->check(CLI::Range(1U, kHighestPort));
}

void add_timeout(CLI::App& app, std::chrono::milliseconds& timeout, const std::string& description) {
  // A double only for as long as it takes to read "0.5" from the command line.
  const auto keep = [&timeout](double seconds) {
    timeout = std::chrono::milliseconds(std::llround(seconds * 1000));
  };
  app.add_option_function<double>("--timeout", keep, description + " (default " + in_seconds(timeout) + ")")
      ->type_name("SECONDS")
      ->check(CLI::Range(kShortestTimeoutSeconds, kLongestTimeoutSeconds));
}

int report_parse_error(const CLI::App& app, const CLI::ParseError& error) {
  return app.exit(error) == 0 ? kAnswered : kWrongArguments;
}

}  // namespace ladder::tools
