/// \file
/// Is it JSON? A push automaton: it is given the bytes as they come, in pieces cut anywhere, and keeps of
/// them no more than which brackets are open. Numbers may have any size, names may come twice. Opened in
/// stage 07. Source: RFC 8259.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "content/uploads/json_string_scanner.hpp"

namespace ladder::content {

/// What the validator found.
struct JsonVerdict {
  bool valid = false;
  std::uint64_t position =
      0;               ///< of the byte where it went wrong, the first is 1; 0 if there is no such byte
  std::string reason;  ///< in words, plain ASCII
};

/// Arrays and objects within each other; [[1]] is 2 deep.
inline constexpr std::size_t kDefaultJsonDepth = 100;

/// Judges one text. One thread.
///
/// \par Example
/// \snippet examples/content.cpp json-validator
class JsonValidator {
 public:
  /// For a text at most `max_depth` deep.
  explicit JsonValidator(std::size_t max_depth) : max_depth_(max_depth) {}

  /// Goes on with these bytes. False as soon as no continuation can make JSON of it: see verdict().
  bool push(std::string_view bytes);
  /// The text ends here. Call once.
  const JsonVerdict& finish();
  /// What is known so far: where and why, once push() has said no; valid only after finish().
  const JsonVerdict& verdict() const { return verdict_; }

 private:
  /// What may come next. The order counts: see take() and finish().
  enum class State : std::uint8_t {
    value,         // a value
    value_or_end,  // behind '[': or ']'
    name,          // behind ',' in an object
    name_or_end,   // behind '{': or '}'
    colon,         // behind a name
    separator,     // behind a value: ',' or the bracket that closes
    end,           // behind the outermost value: nothing
    literal,       // the rest of true, false, null
    string,        // the rest of a string
    name_string,   // the same, of a name
    minus,         // numbers: behind '-'
    zero,          // behind a '0' in front
    integer,       // behind other digits in front
    point,         // behind '.'
    fraction,      // behind digits behind '.'
    exponent,      // behind 'e'
    sign,          // behind its sign
    power          // behind its digits
  };

  bool take(char c);
  bool take_structure(char c);
  bool begin_value(char c);
  bool begin_literal(std::string_view rest);
  bool take_in_literal(char c);
  bool take_in_string(char c);
  bool take_in_number(char c);
  bool enter(bool object);
  bool leave();
  bool end_value();
  bool in_object() const { return !open_.empty() && open_.back(); }
  std::string_view expected() const;
  bool go(State next);
  bool unexpected(char c);
  bool refuse(std::string reason);

  std::size_t max_depth_;
  std::vector<bool> open_;  // the open brackets, outermost first: whether it is an object
  State state_ = State::value;
  bool refused_ = false;
  std::string_view literal_;  // what is still to come of it
  JsonStringScanner string_;
  std::uint64_t position_ = 0;
  JsonVerdict verdict_;
};

/// Judges a text in memory. Any thread.
JsonVerdict validate_json(std::string_view text, std::size_t max_depth);

}  // namespace ladder::content
