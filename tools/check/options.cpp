#include "check/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>

#include "check/help_text.hpp"

namespace ladder::check {

namespace {

constexpr unsigned kMostPatience = 100;

/// "3" as "03".
std::string two_digits(const std::string& number) { return number.size() == 1 ? "0" + number : number; }

bool mentions_port(const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [](const std::string& word) { return word.find("{port}") != std::string::npos; });
}

}  // namespace

Options parse_options(CLI::App& app, int argc, char** argv) {
  Options options;
  // Everything behind "--" is the program's own business: it is kept away from our parser.
  char** const separator =
      std::find_if(argv, argv + argc, [](const char* word) { return std::string_view(word) == "--"; });
  if (separator != argv + argc) {
    options.server.assign(separator + 1, argv + argc);
    if (options.server.empty()) throw CLI::ValidationError("COMMAND", "nothing stands behind --");
    if (!mentions_port(options.server)) throw CLI::ValidationError("COMMAND", "it has no {port} in it");
  }
  app.formatter_fn([](const CLI::App*, std::string, CLI::AppFormatMode) { return std::string(kHelp); });
  app.add_option("stage", options.stage)->required();
  app.add_option("--only", options.only)->allow_extra_args(false);
  app.add_flag("--list", options.list);
  app.add_flag("--fast", options.fast);
  app.add_option("--json", options.json_path);
  app.add_option("--junit", options.junit_path);
  app.add_option("--client", options.client);
  app.add_option("--patience", options.patience)->check(CLI::Range(1U, kMostPatience));
  app.add_flag("--no-hurry", options.no_hurry);
  app.parse(static_cast<int>(separator - argv), argv);
  options.stage = two_digits(options.stage);
  return options;
}

}  // namespace ladder::check
