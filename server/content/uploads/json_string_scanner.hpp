/// \file
/// JsonStringScanner: one string of a JSON text, behind its opening quote: escapes, surrogates, UTF-8. Opened
/// in stage 07. Sources: RFC 8259 sections 7 and 8, RFC 3629.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ladder::content {

/// Takes one byte after another; the same object goes on with the next string. One thread.
class JsonStringScanner {
 public:
  enum class Result { more, end, refused };

  /// The next byte; `end` is the closing quote. With `refused`, `reason` says why.
  Result take(char c, std::string& reason);
  /// How many bytes at the start of `bytes` are plain ASCII that change nothing here; 0 in the middle of
  /// something.
  std::size_t plain_prefix(std::string_view bytes) const;

 private:
  enum class State : std::uint8_t {
    plain,
    escape,       // behind a backslash
    hex,          // in the digits of \uXXXX
    low_escape,   // behind a high surrogate: a backslash
    low_u,        // and behind that a 'u'
    continuation  // in the rest of a character of several bytes
  };

  Result begin_character(char c, std::string& reason);
  Result take_escaped(char c, std::string& reason);
  Result take_hex(char c, std::string& reason);
  Result begin_hex(bool wants_low);
  Result take_continuation(char c, std::string& reason);
  Result go(State next);

  State state_ = State::plain;
  bool wants_low_ = false;                  // the digits must give a low surrogate
  unsigned hex_left_ = 0;                   // digits still to come
  unsigned code_ = 0;                       // those that have come
  std::size_t continuation_left_ = 0;       // bytes still to come
  unsigned char least_ = 0, greatest_ = 0;  // between which the next of them lies
};

}  // namespace ladder::content
