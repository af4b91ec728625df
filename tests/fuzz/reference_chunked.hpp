/// \file
/// The chunked coding read a second time, with no code in common with the server: all of the body at once,
/// from the grammar down. Source: RFC 9112 section 7.1, and the bounds that http/chunked_decoder.hpp names.
/// For tests only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ladder::fuzz {

/// What a chunked body comes to.
struct ReferenceChunked {
  enum class End : std::uint8_t { incomplete, done, malformed, trailers_too_large };
  End end = End::incomplete;
  std::size_t consumed = 0;  ///< up to the end of the body, or to the byte that is refused
  std::string data;
};

/// `trailer_bytes` and `trailer_fields` as in http::ChunkedDecoder.
ReferenceChunked read_chunked(std::string_view text, std::size_t trailer_bytes, std::size_t trailer_fields);

}  // namespace ladder::fuzz
