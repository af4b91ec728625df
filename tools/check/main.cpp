/// \file
/// check: the grader. It starts a program in any language, grades it from outside, and shows each failure
/// with what was sent, what came back, what was expected and why. `check --help` tells the rest.

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <set>

#include "check/clean_up.hpp"
#include "check/grade.hpp"
#include "check/options.hpp"
#include "check/own_program.hpp"
#include "check/process.hpp"
#include "check/report.hpp"
#include "check/report_files.hpp"
#include "check/stages/fast.hpp"
#include "check/tasks.hpp"
#include "network/common_options.hpp"

namespace {

using namespace ladder::check;
using ladder::tools::WrongArguments;

/// The exit status where the grader itself cannot work.
constexpr int kCannotWork = 3;

bool is_called(const Check& check, const std::string& name) {
  return name == check.name || std::any_of(check.tasks.begin(), check.tasks.end(), [&](const auto& task) {
           return name == name_of_task(task) || "task-" + name == name_of_task(task);
         });
}

bool is_chosen(const Check& check, const std::vector<std::string>& only) {
  return only.empty() ||
         std::any_of(only.begin(), only.end(), [&](const auto& name) { return is_called(check, name); });
}

/// "stage 01 has no check or task 'x'", and those that it has.
std::string no_such_name(const std::string& stage, const std::string& name, const Checks& checks) {
  std::set<std::string> tasks;
  std::string text = "stage " + stage + " has no check or task '" + name + "'.\nIts checks:";
  for (const Check& check : checks) {
    text += " " + check.name;
    for (const std::string& task : check.tasks) tasks.insert(name_of_task(task));
  }
  text += "\nIts tasks:";
  for (const std::string& task : tasks) text += " " + task;
  return text;
}

/// The checks that are asked for. Throws WrongArguments if a name fits none.
Checks chosen_checks(const Stage& stage, const Options& options) {
  Checks checks = stage.checks();
  name_tasks(checks, stage);
  for (const std::string& name : options.only)
    if (std::none_of(checks.begin(), checks.end(), [&](const Check& one) { return is_called(one, name); }))
      throw WrongArguments("--only: " + no_such_name(options.stage, name, checks));
  std::erase_if(checks, [&](const Check& one) {
    if (!options.only.empty()) return !is_chosen(one, options.only);  // what is named is meant, --fast or not
    return options.fast && !is_fast(options.stage, one.name);
  });
  return checks;
}

/// Those of each task below its line, in the order of the tasks; first those of none. One of several tasks
/// stands with the first.
int list(Checks checks) {
  const auto task = [](const Check& check) {
    return check.tasks.empty() ? std::string() : check.tasks.front();
  };
  std::stable_sort(checks.begin(), checks.end(),
                   [&](const Check& a, const Check& b) { return task(a) < task(b); });
  std::string before;
  for (const Check& check : checks) {
    if (task(check) != before) std::cout << "Task " << task(check) << "\n";
    before = task(check);
    std::cout << check.name << "\t" << check.promise << "\n";
  }
  return 0;
}

/// A client's command line, from --client. It goes to the shell, as one word does.
Command client_command(const Stage& stage, const Options& options) {
  if (!options.client.empty()) return Command({options.client});
  // Whoever grades a server of their own means that server, not our client beside it.
  return options.server.empty() ? own_client(stage) : Command();
}

Command server_command(const Stage& stage, const Options& options) {
  if (!options.server.empty()) return Command(options.server);
  return options.client.empty() ? own_server(stage) : Command();
}

int run(const Options& options) {
  const Stage* const stage = find_stage(options.stage);
  if (stage == nullptr) throw WrongArguments("stage: there is no stage '" + options.stage + "' to grade");
  const Checks checks = chosen_checks(*stage, options);
  if (options.list) return list(checks);
  const bool in_colour = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  Report report(std::cout, options.stage, in_colour);
  Trial trial(server_command(*stage, options), client_command(*stage, options), stage->transport,
              Patience{options.patience});
  grade(checks, trial, stage->probe, report, !options.no_hurry);
  const int status = report.conclude();
  if (!options.json_path.empty()) write_json(options.json_path, options.stage, report);
  if (!options.junit_path.empty()) write_junit(options.junit_path, options.stage, report);
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  const ladder::tools::ProgramDescription program{
      "check", "Grades a server of the course from outside, in whatever language it is written.",
      kCannotWork};
  return ladder::tools::run_program(program, [&](CLI::App& app) {
    const Options options = parse_options(app, argc, argv);
    clean_up_on_signals();
    raise_descriptor_limit();
    return run(options);
  });
}
