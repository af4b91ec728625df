/// \file
/// Where requests begin and end in what a client sends, read without the server's code: the judge in the
/// question that request smuggling is about. For tests only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "fuzz/reference_head.hpp"
#include "http/limits.hpp"

namespace ladder::fuzz {

/// What follows a head. RFC 9112 section 6.3, with everything ambiguous refused.
enum class ReferenceFraming : std::uint8_t { none, counted, chunked, refused };

ReferenceFraming framing_of(const ReferenceHead& head);

/// One request at the beginning of `text`.
struct WalkedRequest {
  std::optional<ReferenceHead> head;  ///< nothing: not a valid one, or not all of it
  ReferenceFraming framing = ReferenceFraming::refused;
  /// Where the next request begins; nothing if this one does not end in a way that can be trusted.
  std::optional<std::string_view> rest;

  /// What the client asks for by its version and its Connection fields.
  bool asks_for_close() const;
};

WalkedRequest walk_request(std::string_view text, const http::Limits& limits);

}  // namespace ladder::fuzz
