#include "check/report.hpp"

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <stdexcept>

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

const char* word_for(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::passed:
      return "passed";
    case Outcome::Kind::failed:
      return "failed";
    case Outcome::Kind::skipped:
      return "skipped";
  }
  return "";
}

std::string own_or(const std::string& own, const std::string& other) { return own.empty() ? other : own; }

std::string reference(const Check& check) { return check.chapter + "/README.md, \"" + check.section + "\""; }

}  // namespace

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
  std::string lines = own_or(outcome.failure->by_hand, outcome.check->by_hand);
  const bool wants_pid = lines.find("{pid}") != std::string::npos;
  lines = replaced(std::move(lines), "{port}", std::to_string(by_hand_port()));
  lines = replaced(std::move(lines), "{root}", kRootByHand);
  lines = replaced(std::move(lines), "{pid}", kPidByHand);
  if (outcome.start_line.empty()) return print_part("by hand", lines);
  print_part("by hand", "in one terminal:\n" + outcome.start_line + (wants_pid ? kAndTellPid : ""));
  print_part("", "in another:\n" + lines);
}

bool Report::add(Outcome outcome) {
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
  const std::size_t passed = count(Outcome::Kind::passed);
  const std::size_t tried = outcomes_.size() - skipped;
  if (skipped > 0)
    out_ << "\n"
         << skipped << " of " << outcomes_.size()
         << " checks were left out: the command has not the placeholders that they need\n";
  if (!outcomes_.empty() && outcomes_.back().is_hopeless)
    out_ << "\nthe program does not start (" << outcomes_.back().failure->came
         << "); nothing else was tried\n";
  const bool is_good = passed == tried && tried > 0;
  out_ << painted(is_good ? kGreen : kRed, "stage " + stage_ + ": " + std::to_string(passed) + " of " +
                                               std::to_string(tried) + " checks passed")
       << std::endl;
  return is_good ? 0 : 1;
}

void Report::write_json(const std::string& path) const {
  nlohmann::json checks = nlohmann::json::array();
  for (const Outcome& outcome : outcomes_) {
    const Check& check = *outcome.check;
    nlohmann::json one{{"name", check.name},
                       {"promise", check.promise},
                       {"outcome", word_for(outcome.kind)},
                       {"milliseconds", outcome.took.count()},
                       {"read", reference(check)}};
    if (!check.tasks.empty()) one["tasks"] = check.tasks;
    if (outcome.failure) {
      one["sent"] = outcome.failure->sent;
      one["came"] = outcome.failure->came;
      one["expected"] = outcome.failure->expected;
      one["why"] = own_or(outcome.failure->why, check.why);
      one["program_said"] = outcome.program_said;
    }
    if (!outcome.missing.empty()) one["missing"] = outcome.missing;
    checks.push_back(std::move(one));
  }
  std::ofstream file(path);
  // What the program said may be no UTF-8: such bytes are replaced.
  file << nlohmann::json{{"stage", stage_}, {"checks", checks}}.dump(2, ' ', false,
                                                                     nlohmann::json::error_handler_t::replace)
       << '\n';
  if (!file.flush()) throw std::runtime_error(path + ": cannot be written");
}

}  // namespace ladder::check
