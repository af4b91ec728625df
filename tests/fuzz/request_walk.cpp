#include "fuzz/request_walk.hpp"

#include <algorithm>
#include <string>

#include "fuzz/reference_chunked.hpp"

namespace ladder::fuzz {
namespace {

/// 2^63 - 1: of texts of the same length the smaller number is the smaller text.
constexpr std::string_view kMostLength = "9223372036854775807";

bool is_length(std::string_view text) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  return digits &&
         (text.size() < kMostLength.size() || (text.size() == kMostLength.size() && text <= kMostLength));
}

std::optional<std::size_t> counted_end(std::string_view digits, std::string_view body) {
  const std::uint64_t length = std::stoull(std::string(digits));
  if (length > body.size()) return std::nullopt;
  return static_cast<std::size_t>(length);
}

std::optional<std::size_t> chunked_end(std::string_view body, const http::Limits& limits) {
  const ReferenceChunked chunked = read_chunked(body, limits.head_bytes, limits.fields);
  if (chunked.end != ReferenceChunked::End::done) return std::nullopt;
  return chunked.consumed;
}

}  // namespace

ReferenceFraming framing_of(const ReferenceHead& head) {
  const auto lengths = head.values("content-length");
  const auto codings = head.values("transfer-encoding");
  if (lengths.empty() && codings.empty()) return ReferenceFraming::none;
  if (lengths.size() + codings.size() > 1) return ReferenceFraming::refused;
  if (!lengths.empty())
    return is_length(lengths.front()) ? ReferenceFraming::counted : ReferenceFraming::refused;
  const bool chunked = head.minor_version >= 1 && lowered(codings.front()) == "chunked";
  return chunked ? ReferenceFraming::chunked : ReferenceFraming::refused;
}

bool WalkedRequest::asks_for_close() const {
  if (!head) return false;
  return head->lists("connection", "close") ||
         (head->minor_version == 0 && !head->lists("connection", "keep-alive"));
}

WalkedRequest walk_request(std::string_view text, const http::Limits& limits) {
  WalkedRequest request;
  request.head = read_head(text, limits);
  if (!request.head) return request;
  request.framing = framing_of(*request.head);
  const std::string_view body = text.substr(request.head->head_bytes);
  std::optional<std::size_t> end;
  switch (request.framing) {
    case ReferenceFraming::none:
      end = 0;
      break;
    case ReferenceFraming::counted:
      end = counted_end(request.head->values("content-length").front(), body);
      break;
    case ReferenceFraming::chunked:
      end = chunked_end(body, limits);
      break;
    case ReferenceFraming::refused:
      break;
  }
  if (end) request.rest = body.substr(*end);
  return request;
}

}  // namespace ladder::fuzz
