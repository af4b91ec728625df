/// \file
/// What the grader prints: a line a check, and for a failure everything that helps to find it.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "check/patience.hpp"

namespace ladder::check {

/// How one check went.
struct Outcome {
  enum class Kind { passed, failed, skipped, untried };
  const Check* check = nullptr;
  Kind kind = Kind::passed;
  Milliseconds took{0};
  std::optional<Failure> failure = {};
  bool is_hopeless = false;     ///< the program does not start: there is no use in going on
  std::string start_line = {};  ///< how to start the program by hand, on by_hand_port; empty: it need not be
  std::string program_said = {};  ///< its last lines
  std::string missing = {};       ///< the placeholders for lack of which it was skipped
};

/// "passed", "failed", "skipped", "untried".
const char* word_for(Outcome::Kind kind);

/// The first, or the second where it is empty.
std::string own_or(const std::string& own, const std::string& other);

/// Where the chapter tells of it: `stages/01_tcp_echo/README.md, "The idea"`.
std::string reference(const Check& check);

/// Shell lines that repeat a failure, with the placeholders of Check::by_hand.
std::string by_hand(const Outcome& outcome);

/// Prints outcomes as they come. Colours only on a terminal, and not where NO_COLOR is set.
class Report {
 public:
  Report(std::ostream& out, std::string stage, bool in_colour)
      : out_(out), stage_(std::move(stage)), in_colour_(in_colour) {}

  /// False if there is no use in going on.
  bool add(Outcome outcome);
  /// The last lines, and the exit status: 0 if all passed, else 1.
  int conclude();
  const std::vector<Outcome>& outcomes() const { return outcomes_; }
  std::size_t count(Outcome::Kind kind) const;
  /// The port that the lines "by hand" use: 8000 and the stage, as ./course run does.
  unsigned by_hand_port() const { return 8'000 + static_cast<unsigned>(std::stoul(stage_)); }

 private:
  std::string painted(const char* colour, const std::string& text) const;
  void print_failure(const Outcome& outcome);
  void print_by_hand(const Outcome& outcome);
  void print_part(const char* title, const std::string& text);

  std::ostream& out_;
  std::string stage_;
  bool in_colour_;
  std::vector<Outcome> outcomes_;
};

}  // namespace ladder::check
