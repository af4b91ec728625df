/// \file
/// The command line that is graded: words in which `{port}` and its like stand for what the grader chooses.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "check/patience.hpp"

namespace ladder::check {

/// What the grader chooses for one start of a server. Equal settings may share one process.
struct Settings {
  unsigned threads = 4;
  unsigned queue = 16;
  Milliseconds header_timeout{10'000};
  bool operator==(const Settings&) const = default;
};

/// The values of the placeholders for one start.
struct Values {
  std::uint16_t port = 0;
  Settings settings;
  std::string root;
};

/// A command line with placeholders. Words are handed to execvp(3) as they are, without a shell; a single
/// word that has blanks in it is handed to /bin/sh -c instead.
class Command {
 public:
  Command() = default;
  explicit Command(std::vector<std::string> words) : words_(std::move(words)) {}

  bool empty() const { return words_.empty(); }
  /// The bits of Needs whose placeholders occur.
  unsigned offers() const;
  /// The words to execute.
  std::vector<std::string> filled(const Values& values) const;
  /// The same as a line to be typed.
  std::string shown(const Values& values) const;

 private:
  std::vector<std::string> words_;
};

/// `text` with every occurrence of `from` replaced.
std::string replaced(std::string text, const std::string& from, const std::string& to);

/// A word as a shell takes it: in single quotes where it needs them.
std::string shell_word(const std::string& word);

}  // namespace ladder::check
