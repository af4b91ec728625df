/// \file
/// The head of an answer, and what it says about the body that follows. Source: RFC 9112 sections 4 and 6.3.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "network/field.hpp"

namespace ladder::tools {

/// What came back is not HTTP/1.x as RFC 9112 has it. what() says where.
class BadAnswer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Status line and fields of an answer.
struct ResponseHead {
  std::string status_line;
  int minor_version = 1;
  int status = 0;
  std::vector<Field> fields;

  /// 1xx, but not 101: the final answer is still to come.
  bool is_interim() const;
  /// The values of all fields of this name, split at commas. Source: RFC 9110 section 5.6.1.
  std::vector<std::string_view> list(std::string_view name) const;
  /// The value of the first field of this name; empty if there is none.
  std::string_view value(std::string_view name) const;
  /// Does the server keep the connection? Source: RFC 9112 section 9.3.
  bool keeps_connection() const;
};

/// Reads "HTTP/1.1 200 OK". Throws BadAnswer.
ResponseHead parse_status_line(std::string_view line);

/// How the end of the body is told.
struct BodyFraming {
  enum class Kind { none, length, chunked, until_close };
  Kind kind = Kind::none;
  std::uint64_t length_bytes = 0;
};

/// What follows this head in an answer to a request with this method. Throws BadAnswer.
BodyFraming body_framing(const ResponseHead& head, std::string_view request_method);

}  // namespace ladder::tools
