#include "check/options.hpp"

#include <algorithm>
#include <string_view>

namespace ladder::check {

namespace {

constexpr unsigned kMostPatience = 100;

constexpr const char* kFooter = R"(check NN [OPTIONS] [-- COMMAND WITH {port}]

COMMAND is a server in any language. The grader starts it, and in its words
  {port}            becomes the port on which it must listen (127.0.0.1, within 3 s)
  {threads}         the number of clients served at once, or of loops (stages 04 to 08, 10 and on)
  {queue}           the number of clients that may wait (stages 04 and on)
  {root}            the directory to serve (stages 06 and on)
  {header_timeout}  seconds that a request head may take (stages 08 and on)
What needs a placeholder that the command has not is left out, and the report says so.
The words are executed without a shell; one single word with blanks in it goes to /bin/sh -c.
Without COMMAND the course's own program of the stage is graded.

Examples:
  check 01 -- ./my_server {port}
  check 04 -- python3 my_server.py {port} --threads {threads} --queue {queue}
  check 02 --client "./my_client 127.0.0.1 {port}" -- ./my_server {port}

Exit status: 0 all passed, 1 a check failed, 2 wrong arguments.)";

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
  app.footer(kFooter);
  app.add_option("stage", options.stage, "the stage, 01 to 12")->required();
  app.add_option("--only", options.only,
                 "only the check of this name (--list), or with task-2, or 2, those of task 2; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_flag("--list", options.list, "only print what would be checked");
  app.add_option("--json", options.json_path, "write the outcome to this file")->type_name("FILE");
  app.add_option("--client", options.client, "a client's command line (stage 02)")->type_name("COMMAND");
  app.add_option("--patience", options.patience, "multiply every time limit, for slow machines")
      ->check(CLI::Range(1U, kMostPatience))
      ->type_name("FACTOR");
  app.parse(static_cast<int>(separator - argv), argv);
  options.stage = two_digits(options.stage);
  return options;
}

}  // namespace ladder::check
