/// \file
/// One field of an HTTP head, and how it is read. Source: RFC 9110 section 5, RFC 9112 section 5.
#pragma once

#include <string>
#include <string_view>

namespace ladder::tools {

/// A field line: "Content-Type: text/html" without its line end.
struct Field {
  std::string name;
  std::string value;
};

/// Reads "name: value"; throws std::invalid_argument saying what is wrong with it.
Field parse_field(std::string_view line);

/// True for a token, what methods and field names are made of. Source: RFC 9110 section 5.6.2.
bool is_token(std::string_view text);

/// Compares without regard to ASCII case, as field names and most tokens are compared.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// Text without the spaces and tabs around it.
std::string_view trimmed(std::string_view text);

}  // namespace ladder::tools
