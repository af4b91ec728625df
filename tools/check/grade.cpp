#include "check/grade.hpp"

#include <array>
#include <exception>
#include <utility>

namespace ladder::check {

namespace {

/// "{threads} and {root}": what is in `bits`.
std::string names_of(unsigned bits) {
  constexpr std::array<std::pair<unsigned, const char*>, 6> kNames{{{kThreads, "{threads}"},
                                                                    {kQueue, "{queue}"},
                                                                    {kRoot, "{root}"},
                                                                    {kHeaderTimeout, "{header_timeout}"},
                                                                    {kClient, "a client"},
                                                                    {kServer, "a server"}}};
  std::string text;
  for (const auto& [bit, name] : kNames)
    if ((bits & bit) != 0) text += (text.empty() ? "" : " and ") + std::string(name);
  return text;
}

/// What is started before the lines "by hand", as shell lines.
std::string start_line(const Check& check, const Trial& trial, unsigned port) {
  if (check.start_by_hand.empty()) return trial.start_line(static_cast<std::uint16_t>(port));
  return replaced(check.start_by_hand, "{port}", std::to_string(port));
}

Outcome try_one(const Check& check, Trial& trial, unsigned by_hand_port) {
  Outcome outcome{.check = &check};
  const unsigned missing = check.needs & ~trial.offers();
  if (missing != 0) {
    outcome.kind = Outcome::Kind::skipped;
    outcome.missing = names_of(missing);
    return outcome;
  }
  const auto start = Clock::now();
  try {
    check.run(trial);
    trial.finish_check();
  } catch (const Failure& failure) {
    outcome.kind = Outcome::Kind::failed;
    outcome.is_hopeless = dynamic_cast<const StartFailure*>(&failure) != nullptr;
    outcome.failure = failure;
    outcome.start_line = start_line(check, trial, by_hand_port);
    outcome.program_said = trial.give_up();
  } catch (const std::exception& error) {
    outcome.kind = Outcome::Kind::failed;
    outcome.failure =
        Failure("what this check sends", error.what(), "a check that the grader can carry to its end");
    outcome.start_line = start_line(check, trial, by_hand_port);
    outcome.program_said = trial.give_up();
  }
  outcome.took = std::chrono::duration_cast<Milliseconds>(Clock::now() - start);
  return outcome;
}

}  // namespace

void grade(const Checks& checks, Trial& trial, Report& report) {
  for (const Check& check : checks)
    if (!report.add(try_one(check, trial, report.by_hand_port()))) break;
  trial.end();
}

}  // namespace ladder::check
