/// \file
/// The head of one part of a form. Sources: RFC 7578 section 4.2, RFC 9112 section 5. Opened in stage 12.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ladder::content {

/// What a part says of itself.
struct PartHead {
  std::string name;                     ///< of the form's field
  std::optional<std::string> filename;  ///< as the client calls it; nothing if this is no file
  std::string_view error;               ///< why the head is malformed, static text; empty if it is not
};

/// Reads the field lines of a part, each with its CRLF: one Content-Disposition of the type form-data with a
/// name, and no `filename*`, which RFC 7578 section 4.2 forbids here. Other fields are checked for their
/// syntax and passed over. Any thread.
PartHead parse_part_head(std::string_view lines);

}  // namespace ladder::content
