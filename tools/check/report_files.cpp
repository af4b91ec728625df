#include "check/report_files.hpp"

#include <cerrno>
#include <fstream>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>

namespace ladder::check {

namespace {

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  if (!file.flush()) throw CannotWork(path + " cannot be written", errno);
}

/// What XML 1.0 (section 2.2) takes: markup is escaped, and what is neither printable nor layout becomes a
/// `?`.
std::string in_xml(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    switch (byte) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\n':
        result += "&#10;";
        break;
      default:
        result += byte >= ' ' && byte <= '~' ? byte : '?';
    }
  }
  return result;
}

std::string in_seconds(Milliseconds time) {
  std::ostringstream text;
  text << time.count() / 1000 << '.' << std::setw(3) << std::setfill('0') << time.count() % 1000;
  return text.str();
}

std::string details(const Outcome& outcome) {
  const Failure& failure = *outcome.failure;
  return "sent: " + failure.sent + "\ncame back: " + failure.came + "\nexpected: " + failure.expected +
         "\nwhy: " + own_or(failure.why, outcome.check->why) + "\nread: " + reference(*outcome.check) +
         "\nit said: " + outcome.program_said;
}

std::string test_case(const std::string& suite, const Outcome& outcome) {
  std::string text = "    <testcase classname=\"" + suite + "\" name=\"" + in_xml(outcome.check->name) +
                     "\" time=\"" + in_seconds(outcome.took) + "\"";
  switch (outcome.kind) {
    case Outcome::Kind::passed:
      return text + "/>\n";
    case Outcome::Kind::failed:
      return text + ">\n      <failure message=\"" + in_xml(outcome.failure->expected) +
             "\" type=\"promise\">" + in_xml(details(outcome)) + "</failure>\n    </testcase>\n";
    case Outcome::Kind::skipped:
      return text + "><skipped message=\"" + in_xml("without " + outcome.missing) + "\"/></testcase>\n";
    case Outcome::Kind::untried:
      return text + "><skipped message=\"earlier failures have cost time enough\"/></testcase>\n";
  }
  return text + "/>\n";
}

nlohmann::json as_json(const Outcome& outcome) {
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
    one["by_hand"] = by_hand(outcome);
    one["program_said"] = outcome.program_said;
  }
  if (!outcome.missing.empty()) one["missing"] = outcome.missing;
  return one;
}

}  // namespace

void write_json(const std::string& path, const std::string& stage, const Report& report) {
  nlohmann::json checks = nlohmann::json::array();
  for (const Outcome& outcome : report.outcomes()) checks.push_back(as_json(outcome));
  // What the program said may be no UTF-8: such bytes are replaced.
  write_file(path, nlohmann::json{{"stage", stage}, {"checks", checks}}.dump(
                       2, ' ', false, nlohmann::json::error_handler_t::replace) +
                       '\n');
}

void write_junit(const std::string& path, const std::string& stage, const Report& report) {
  const std::string suite = "stage " + stage;
  std::string cases;
  Milliseconds time{0};
  for (const Outcome& outcome : report.outcomes()) {
    cases += test_case(suite, outcome);
    time += outcome.took;
  }
  using Kind = Outcome::Kind;
  const std::string counts = " tests=\"" + std::to_string(report.outcomes().size()) + "\" failures=\"" +
                             std::to_string(report.count(Kind::failed)) + "\" errors=\"0\" skipped=\"" +
                             std::to_string(report.count(Kind::skipped) + report.count(Kind::untried)) +
                             "\" time=\"" + in_seconds(time) + "\"";
  write_file(path, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts +
                       ">\n  <testsuite name=\"" + suite + "\"" + counts + ">\n" + cases +
                       "  </testsuite>\n</testsuites>\n");
}

}  // namespace ladder::check
