/// \file
/// A multipart body read a second time, with no code in common with the server: all of it at once, by
/// searching for its delimiters. Source: RFC 2046 section 5.1.1. For tests only.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace ladder::fuzz {

/// What a multipart body comes to. The views point into it.
struct ReferenceMultipart {
  enum class End : std::uint8_t { incomplete, done, malformed };
  struct Part {
    std::string_view head;  ///< its lines, each with CRLF, without the empty one
    std::string_view data;  ///< of the last part of an incomplete body: without what may begin a delimiter
    bool ended = false;
  };
  End end = End::incomplete;
  std::vector<Part> parts;
};

/// `body` begins with CRLF, which stands for what a first delimiter would otherwise lack.
ReferenceMultipart read_multipart(std::string_view body, std::string_view boundary);

}  // namespace ladder::fuzz
