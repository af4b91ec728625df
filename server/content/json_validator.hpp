/// \file
/// Is it JSON? Asked of nlohmann's SAX parser, which builds no document, with what it lets pass closed here:
/// NUL (which it takes for the end), a byte order mark, depth without end. Numbers of any size are valid.
/// Opened in stage 07. Source: RFC 8259.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ladder::content {

/// What the validator found.
struct JsonVerdict {
  bool valid = false;
  std::uint64_t position =
      0;                 ///< of the byte where it went wrong, the first is 1; 0 if there is no such byte
  std::string reason;    ///< in words, plain ASCII
  int error_number = 0;  ///< reading the file failed; then nothing is known of the JSON
};

/// Arrays and objects within each other; [[1]] is 2 deep.
inline constexpr std::size_t kDefaultJsonDepth = 100;

/// Judges a text in memory. Any thread.
///
/// \par Example
/// \snippet examples/content.cpp json-validator
JsonVerdict validate_json(std::string_view text, std::size_t max_depth);

/// Judges a file of any size, from its beginning, one block at a time. Plain characters of strings and digits
/// of numbers are not collected; only what a single string holds beyond ASCII or in escapes is. Any thread.
JsonVerdict validate_json_file(int fd, std::size_t max_depth);

}  // namespace ladder::content
