/// \file
/// A conversation file: what a client sends and what must come back, readable by people, replayable by
/// programs. The format is described in tests/conversations/README.md. parse_conversation() reads it,
/// replay() (support/replay.hpp) plays it. Knows nothing of sockets or sessions. For tests only.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ladder::test {

/// One line about a response.
struct Expectation {
  enum class Kind : std::uint8_t {
    field_is,        ///< `< Name: value`
    field_exists,    ///< `<+ Name`
    field_absent,    ///< `<- Name`
    field_contains,  ///< `<* Name: text`
    body_is,         ///< `<= text`, or `<0` with no text
    body_contains,   ///< `<~ text`
    body_lacks,      ///< `<!~ text`
    body_is_file     ///< `<file name [first-last]`
  };
  Kind kind{};
  int line = 0;
  std::string name;  ///< of the field or the file
  std::string text;  ///< unescaped; placeholders still stand in it
};

/// One thing that happens: something is sent, or something must come.
struct Step {
  enum class Kind : std::uint8_t {
    send,      ///< `> text` and `>> text`: neighbours are one step
    end,       ///< `>eof`: the client half-closes
    wait,      ///< `wait`: the client is silent until a deadline of the server has passed
    response,  ///< `< HTTP/1.1 ...` and what is said about it
    closed,    ///< `<end`: the server closes and sends not one more byte
    open       ///< `<open`: the connection goes on, and the next request on it is answered
  };
  Kind kind{};
  int line = 0;
  std::string text;                       ///< what is sent, or the status line
  std::vector<std::string> methods;       ///< of the requests that begin in what is sent
  std::vector<Expectation> expectations;  ///< of a response
  std::uint64_t times = 1;                ///< `<again n`: n more responses of which all this is true
};

/// A parsed file.
struct Conversation {
  std::string name;               ///< the file's name
  std::vector<std::string> tags;  ///< "stage05", "rfc9112-6.3"
  /// `set name value`: limits other than the defaults, and `may_reset 1` (see SocketWire).
  std::map<std::string, std::uint64_t> settings;
  std::vector<Step> steps;
};

/// Throws std::runtime_error "name:line: what is wrong".
Conversation parse_conversation(std::string_view name, std::string_view text);

/// The file at `path`. Throws std::runtime_error.
Conversation load_conversation(const std::string& path);

/// Undoes \\r \\n \\t \\0 \\xHH and double backslashes. Throws std::invalid_argument.
std::string unescape(std::string_view text);
/// The opposite, for messages: one line, printable, cut when it is long.
std::string printable(std::string_view bytes);

}  // namespace ladder::test
