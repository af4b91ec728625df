#include "check/grade.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <system_error>
#include <utility>

namespace ladder::check {

namespace {

/// What failing checks may cost together. Most of it is spent on waiting for what does not come.
constexpr Milliseconds kInVain{12'000};
/// So many are shown in any case, however slow the machine is.
constexpr int kEnoughFailures = 3;
/// The least that is waited for anything, however little of it is left.
constexpr Milliseconds kLeast{1'000};

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

/// A check that has passed, and left nothing but a server that serves nobody, has not passed.
void expect_next_served(Trial& trial, const Probe& probe) {
  if (!probe || !trial.is_running()) return;
  try {
    probe(trial);
  } catch (Failure& failure) {
    failure.sent = "all that this check sends, and then, as the next client:\n" + failure.sent;
    failure.expected =
        "the next client served. This check got what it was promised, but after it the server serves "
        "nobody";
    failure.exchange.clear();  // it is the check that breaks it
    throw;
  }
  trial.expect_alive();
}

void run(const Check& check, Trial& trial, const Probe& probe) {
  check.run(trial);
  trial.expect_alive();
  expect_next_served(trial, probe);
  trial.finish_check();
}

Outcome try_one(const Check& check, Trial& trial, const Probe& probe, unsigned by_hand_port) {
  Outcome outcome{.check = &check};
  const unsigned missing = check.needs & ~trial.offers();
  if (missing != 0) {
    outcome.kind = Outcome::Kind::skipped;
    outcome.missing = names_of(missing);
    return outcome;
  }
  const auto start = Clock::now();
  try {
    run(check, trial, (check.needs & kClient) == 0 ? probe : Probe());
  } catch (const Failure& failure) {
    outcome.kind = Outcome::Kind::failed;
    outcome.is_hopeless = dynamic_cast<const StartFailure*>(&failure) != nullptr;
    outcome.failure = failure;
    outcome.start_line = start_line(check, trial, by_hand_port);
    outcome.program_said = trial.give_up();
  } catch (const std::bad_alloc&) {
    throw CannotWork("it has no memory left");
  } catch (const std::system_error& error) {  // of files, too
    throw CannotWork(error.what());
  } catch (const CannotWork&) {
    throw;
  } catch (const std::exception& error) {  // of a library that was given an odd answer
    outcome.kind = Outcome::Kind::failed;
    outcome.failure =
        Failure("all that this check sends", std::string("what cannot be read: ") + error.what(),
                "answers that can be read");
    outcome.start_line = start_line(check, trial, by_hand_port);
    outcome.program_said = trial.give_up();
  }
  outcome.took = std::chrono::duration_cast<Milliseconds>(Clock::now() - start);
  return outcome;
}

}  // namespace

void grade(const Checks& checks, Trial& trial, const Probe& probe, Report& report, bool in_a_hurry) {
  Milliseconds left = trial.patience().on_this_machine(kInVain);
  int failures = 0;
  for (const Check& check : checks) {
    if (in_a_hurry && failures >= kEnoughFailures && left <= Milliseconds(0)) {
      report.add({.check = &check, .kind = Outcome::Kind::untried});
      continue;
    }
    // Waits share what is left, so that more than one check comes to its turn.
    if (in_a_hurry && failures > 0)
      trial.wait_at_most(std::max(left / 2, trial.patience().on_this_machine(kLeast)));
    const Outcome outcome = try_one(check, trial, probe, report.by_hand_port());
    if (outcome.kind == Outcome::Kind::failed) {
      left -= outcome.took;
      ++failures;
    }
    if (!report.add(outcome)) break;
  }
  trial.end();
}

}  // namespace ladder::check
