#include "check/report.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <sstream>

#include "check/command.hpp"
#include "check/root.hpp"

namespace ladder::check {

namespace {

constexpr const char* kGreen = "\033[32m";
constexpr const char* kRed = "\033[31m";
constexpr const char* kYellow = "\033[33m";
constexpr const char* kPlain = "\033[0m";
constexpr int kNameWidth = 26;
constexpr int kTitleWidth = 12;
/// By hand, a program whose process is looked at or stopped leaves its number here: `$!` is known to its own
/// terminal only.
constexpr const char* kAndTellPid = " & echo $! >/tmp/graded.pid; wait $!; echo \"ended with $?\"";
constexpr const char* kPidByHand = "$(cat /tmp/graded.pid)";

}  // namespace

const char* word_for(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::passed:
      return "passed";
    case Outcome::Kind::failed:
      return "failed";
    case Outcome::Kind::skipped:
      return "skipped";
    case Outcome::Kind::untried:
      return "untried";
  }
  return "";
}

std::string own_or(const std::string& own, const std::string& other) { return own.empty() ? other : own; }

std::string reference(const Check& check) { return check.chapter + "/README.md, \"" + check.section + "\""; }

std::string by_hand(const Outcome& outcome) {
  const Check& check = *outcome.check;
  const Failure& failure = *outcome.failure;
  if (!failure.by_hand.empty()) return failure.by_hand;
  if (check.is_one_exchange && !failure.exchange.empty()) return check.before_by_hand + failure.exchange;
  return check.before_by_hand + check.by_hand;
}

std::string Report::painted(const char* colour, const std::string& text) const {
  return in_colour_ ? colour + text + kPlain : text;
}

void Report::print_part(const char* title, const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  for (bool first = true; std::getline(lines, line); first = false)
    out_ << "      " << std::left << std::setw(kTitleWidth) << (first ? title : "") << line << '\n';
}

void Report::print_failure(const Outcome& outcome) {
  const Failure& failure = *outcome.failure;
  const Check& check = *outcome.check;
  print_part("sent", failure.sent);
  print_part("came back", failure.came);
  print_part("expected", failure.expected);
  print_part("why", own_or(failure.why, check.why));
  print_part("read", reference(check));
  std::string tasks;
  for (const std::string& task : check.tasks)
    tasks += task + " (./course hint " + stage_ + " " + task.substr(0, task.find(':')) + ")\n";
  print_part("your task", tasks);
  print_by_hand(outcome);
  if (!outcome.program_said.empty()) print_part("it said", outcome.program_said);
}

void Report::print_by_hand(const Outcome& outcome) {
  if (outcome.is_hopeless) return print_part("by hand", outcome.start_line);
  std::string lines = by_hand(outcome);
  const bool wants_pid = lines.find("{pid}") != std::string::npos;
  lines = replaced(std::move(lines), "{port}", std::to_string(by_hand_port()));
  lines = replaced(std::move(lines), "{root}", kRootByHand);
  lines = replaced(std::move(lines), "{pid}", kPidByHand);
  if (outcome.start_line.empty()) return print_part("by hand", lines);
  print_part("by hand", "in one terminal:\n" + outcome.start_line + (wants_pid ? kAndTellPid : ""));
  print_part("", "in another:\n" + lines);
}

bool Report::add(Outcome outcome) {
  if (outcome.kind == Outcome::Kind::untried) {  // one line tells of them all
    outcomes_.push_back(std::move(outcome));
    return true;
  }
  const Check& check = *outcome.check;
  const bool is_failed = outcome.kind == Outcome::Kind::failed;
  const char* colour = is_failed ? kRed : outcome.kind == Outcome::Kind::passed ? kGreen : kYellow;
  out_ << "  " << painted(colour, word_for(outcome.kind)) << "  " << std::left << std::setw(kNameWidth)
       << check.name << ' ' << check.promise;
  if (outcome.kind == Outcome::Kind::skipped) out_ << " (without " << outcome.missing << ")";
  out_ << '\n';
  if (is_failed) print_failure(outcome);
  out_ << std::flush;
  outcomes_.push_back(std::move(outcome));
  return !outcomes_.back().is_hopeless;
}

std::size_t Report::count(Outcome::Kind kind) const {
  return static_cast<std::size_t>(std::count_if(outcomes_.begin(), outcomes_.end(),
                                                [kind](const Outcome& one) { return one.kind == kind; }));
}

int Report::conclude() {
  const std::size_t skipped = count(Outcome::Kind::skipped);
  const std::size_t untried = count(Outcome::Kind::untried);
  const std::size_t passed = count(Outcome::Kind::passed);
  const std::size_t tried = outcomes_.size() - skipped - untried;
  if (skipped > 0)
    out_ << "\n"
         << skipped << " of " << outcomes_.size()
         << " checks were left out: the command has not the placeholders that they need\n";
  if (untried > 0)
    out_ << "\n"
         << untried << " of " << outcomes_.size()
         << " checks were not tried: " << count(Outcome::Kind::failed)
         << " failures have cost time enough. Mend the first, or say --no-hurry\n";
  if (!outcomes_.empty() && outcomes_.back().is_hopeless)
    out_ << "\nthe program does not start (" << outcomes_.back().failure->came
         << "); nothing else was tried\n";
  const bool is_good = passed == tried && tried > 0;
  out_ << painted(is_good ? kGreen : kRed, "stage " + stage_ + ": " + std::to_string(passed) + " of " +
                                               std::to_string(tried) + " checks passed")
       << std::endl;
  return is_good ? 0 : 1;
}

}  // namespace ladder::check
