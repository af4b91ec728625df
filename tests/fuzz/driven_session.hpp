/// \file
/// An http::Session and its driver, played by the letter of seam/conversation.hpp as a fuzz input says. It
/// finds a session that breaks the contract: that wants nothing, never ends, offers no space or sends
/// nothing. For tests only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/cuts.hpp"
#include "http/context.hpp"
#include "http/session.hpp"

namespace ladder::fuzz {

/// What the driver does besides moving bytes.
struct Script {
  Cuts input{""};
  Cuts output{""};
  /// One character a move, as long as there are any: `!` the deadline passes, `d` the server begins to drain,
  /// `w` a receive that finds nothing. A `s` anywhere: when all has been sent, the client stays silent and
  /// does not end its side.
  std::string_view moments;

  bool client_stays() const { return moments.find('s') != std::string_view::npos; }
  /// True if nothing is done that may change what is answered.
  bool undisturbed() const { return moments.find_first_of("!d") == std::string_view::npos; }
};

/// What an observer was told of one answer.
struct Answered {
  std::string request_line;
  int status = 0;
  std::uint64_t body_bytes = 0;
  bool complete = false;
};

/// How a connection went.
struct Conversed {
  std::string output;
  std::vector<Answered> answers;
  bool timed_out = false;  ///< a deadline has passed at which something was going on
};

/// Serves one connection from its first byte to its end. Throws Violation.
Conversed converse(http::Context& context, std::string_view message, const Script& script);

}  // namespace ladder::fuzz
