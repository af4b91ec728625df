/// \file
/// What the grader is made of: a check, how it fails, and what it needs of the command line that is graded.
#pragma once

#include <cstring>
#include <exception>
#include <functional>
#include <stdexcept>
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
  std::string exchange;  ///< shell words that repeat what the connection was sent that shows it; may be empty

  Failure(std::string what_was_sent, std::string what_came, std::string what_was_expected,
          std::string how_to_repeat_it = {})
      : sent(std::move(what_was_sent)),
        came(std::move(what_came)),
        expected(std::move(what_was_expected)),
        exchange(std::move(how_to_repeat_it)) {}
  const char* what() const noexcept override { return expected.c_str(); }
};

/// The grader itself cannot work: it has no descriptors, no memory, no room for its files. Nobody who is
/// graded is blamed for it.
struct CannotWork : std::runtime_error {
  /// The same with the words for `error`, an errno.
  CannotWork(const std::string& what, int error) : CannotWork(what + ": " + std::strerror(error)) {}
  using std::runtime_error::runtime_error;
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
  /// Whether one connection tells it all: a failure on one is then repeated by hand byte for byte, in place
  /// of `by_hand`. Otherwise `by_hand` says what goes on beside it.
  bool is_one_exchange = false;
  std::string before_by_hand = {};  ///< lines before that exchange: who takes the places, say
  std::string start_by_hand = {};   ///< what is started before; empty: the program on trial
  unsigned needs = kServer;         ///< bits of Needs
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
