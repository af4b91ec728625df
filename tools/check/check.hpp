/// \file
/// What the grader is made of: a check, how it fails, and what it needs of the command line that is graded.
#pragma once

#include <exception>
#include <functional>
#include <string>
#include <vector>

namespace ladder::check {

class Trial;

/// What a check needs of the command line: these placeholders, as bits.
enum Needs : unsigned {
  kNothing = 0,
  kThreads = 1,        ///< `{threads}`
  kQueue = 2,          ///< `{queue}`
  kRoot = 4,           ///< `{root}`
  kHeaderTimeout = 8,  ///< `{header_timeout}`
  kClient = 16,        ///< a client program: --client, or our own
  kServer = 32         ///< a server program; every check but those of a client needs it
};

/// A promise that was not kept. Thrown by a check; what is left empty is taken from the check itself.
struct Failure : std::exception {
  std::string sent;
  std::string came;
  std::string expected;
  std::string why;
  std::string by_hand;

  Failure(std::string what_was_sent, std::string what_came, std::string what_was_expected)
      : sent(std::move(what_was_sent)), came(std::move(what_came)), expected(std::move(what_was_expected)) {}
  const char* what() const noexcept override { return expected.c_str(); }
};

/// The program does not even start: the checks that follow need not be tried.
struct StartFailure : Failure {
  using Failure::Failure;
};

/// One promise, tried once.
struct Check {
  std::string name;                     ///< what --only takes: "half-close"
  std::string promise;                  ///< one sentence
  std::string chapter = {};             ///< "stages/01_tcp_echo"
  std::string section = "The idea";     ///< the heading of the chapter that tells of it
  std::vector<std::string> tasks = {};  ///< those that it grades, as "2: the echo"; none where there are none
  std::string why = {};                 ///< the reason, with its source: an RFC's clause or a man page
  /// Shell lines that repeat it, for another terminal than the program's. `{port}` stands for the port,
  /// `{root}` for the directory that is served, `{pid}` for the number of the program's process.
  std::string by_hand = {};
  std::string start_by_hand = {};  ///< what is started before; empty: the program on trial
  unsigned needs = kServer;        ///< bits of Needs
  std::function<void(Trial&)> run = {};
};

using Checks = std::vector<Check>;

/// The same checks, each with `bits` added to what it needs.
inline Checks needing(unsigned bits, Checks checks) {
  for (Check& check : checks) check.needs |= bits;
  return checks;
}

/// Appends `more` to `checks`.
inline void append(Checks& checks, Checks more) {
  for (Check& check : more) checks.push_back(std::move(check));
}

}  // namespace ladder::check
