/// \file
/// The law of the head, in the order in which it is applied. Nothing here depends on how the bytes were
/// split: every rule is about a line whose LF has come, or about a count of bytes without an LF.
///
///   1. No LF within the first `target_bytes` + 100 bytes of the request line: 400 if it begins with no
///      token, 501 if that token is longer than any method, else 414.
///   2. No end of the head within its first `head_bytes` bytes: 431. Lines wholly inside are judged first.
///   3. Every line ends in CRLF and holds no other CR, no NUL, no control character but HTAB: else 400.
///   4. At most four empty lines before the request line: else 400.
///   5. Request line: shape, method, version: else 400; major version not 1: 505; target too long: 414;
///      target malformed: 400.
///   6. Field line number `fields` + 1: 431, whatever it says. Name, colon, no folding: else 400.
///   7. At the empty line: Host once and well-formed, and absent in HTTP/1.0 only: else 400.
#include "http/head_parser.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "http/syntax.hpp"

namespace ladder::http {

namespace {

/// What a request line holds besides its target: method, version, two spaces, CRLF. The longest registered
/// method (UPDATEREDIRECTREF) needs 29 bytes.
constexpr std::size_t kRequestLineSlackBytes = 100;

/// "At least one" is what RFC 9112 section 2.2 asks for; clients that end a body with CRLF too many send one
/// or two.
constexpr std::size_t kMaxEmptyLines = 4;

/// A longer token is no method that anybody knows, here or elsewhere.
constexpr std::size_t kLongestMethodBytes = 64;

//! [line-limit]
/// The position before which the LF of the line at `line_start` must lie.
std::size_t line_limit(std::size_t line_start, bool request_line_seen, const Limits& limits) {
  const std::size_t head_left = limits.head_bytes - line_start;
  if (request_line_seen || limits.target_bytes >= head_left) return limits.head_bytes;
  return line_start + std::min(head_left, limits.target_bytes + kRequestLineSlackBytes);
}

/// What a line is refused for whose LF has not come before its limit; `beginning` is all that may come before
/// it. A request line has a limit of its own (RFC 9112 section 3), else it is the head that is too long.
Verdict why_too_long(std::string_view beginning, bool own_limit) {
  if (!own_limit) return {"the head is too long", Status::header_fields_too_large};
  const std::string_view method = beginning.substr(0, beginning.find(' '));
  if (!is_token(method)) return {"the method is not a token", Status::bad_request};
  if (method.size() > kLongestMethodBytes) return {"no method has so long a name", Status::not_implemented};
  return {"the request line is too long", Status::uri_too_long};
}
//! [line-limit]

/// False if none of eight bytes is below 0x20 or 0x7f, whatever their order in `word`. Subtracting 0x20 from
/// a byte below it borrows, and that sets its top bit; with 0x7f it is the same after an xor that makes it
/// zero. What is not ASCII had its top bit set before, and is masked.
bool may_hold_control(std::uint64_t word) {
  constexpr std::uint64_t kEach = 0x0101'0101'0101'0101;
  constexpr std::uint64_t kTopBits = 0x80 * kEach;
  const std::uint64_t not_del = word ^ (0x7f * kEach);
  return ((((word - 0x20 * kEach) & ~word) | ((not_del - kEach) & ~not_del)) & kTopBits) != 0;
}

/// True for what no line of a head may hold: control characters but HTAB (RFC 9112 sections 2.2 and 5). Every
/// byte of every head is asked, so eight are asked at a time.
bool has_control_character(std::string_view line) {
  std::uint64_t word = 0;
  for (; line.size() >= sizeof(word); line.remove_prefix(sizeof(word))) {
    std::memcpy(&word, line.data(), sizeof(word));
    if (may_hold_control(word) && !std::ranges::all_of(line.substr(0, sizeof(word)), is_field_value_char))
      return true;
  }
  return !std::ranges::all_of(line, is_field_value_char);
}

}  // namespace

void HeadParser::reset() {
  std::vector<Field> kept = std::move(request_.fields);
  kept.clear();
  *this = HeadParser();
  request_.fields = std::move(kept);
}

bool HeadParser::started(std::string_view text) const {
  if (request_line_seen_ || state_ != State::incomplete) return true;
  return text.size() > line_start_ && text.substr(line_start_) != "\r";
}

//! [parse-head]
/// Cuts one line after the other off `text` and has it judged, until the head is complete,
/// something is refused, or no LF is left. What has been looked at for an LF once (`scanned_`)
/// is not looked at again.
HeadParser::State HeadParser::parse(std::string_view text, const Limits& limits) {
  while (state_ == State::incomplete) {
    const std::size_t limit = line_limit(line_start_, request_line_seen_, limits);
    const std::size_t end = std::min(text.size(), limit);
    const void* lf = scanned_ < end ? std::memchr(text.data() + scanned_, '\n', end - scanned_) : nullptr;
    if (lf == nullptr) {
      scanned_ = end;
      if (text.size() < limit) break;
      take(why_too_long(text.substr(line_start_, limit - line_start_), limit != limits.head_bytes));
      break;
    }
    const std::size_t next = static_cast<std::size_t>(static_cast<const char*>(lf) - text.data()) + 1;
    const std::string_view line = text.substr(line_start_, next - line_start_);
    line_start_ = scanned_ = next;
    take(judge_line(line, limits));
  }
  return state_;
}
//! [parse-head]

//! [judge-line]
/// One line, its LF included: refuses what no line of a head may hold, and gives it to whom it
/// is for. An empty line is the end of the head; before the request line it is passed over, a
/// few times.
Verdict HeadParser::judge_line(std::string_view line, const Limits& limits) {
  if (line.size() < 2 || line[line.size() - 2] != '\r')
    return {request_line_seen_ ? "a header line ends with LF but without CR"
                               : "the request line ends with LF but without CR"};
  line.remove_suffix(2);
  if (has_control_character(line))
    return {line.find('\r') != line.npos ? "a CR stands in the middle of a line"
                                         : "a line holds a control character"};
  if (!request_line_seen_) {
    if (line.empty()) return skip_empty_line();
    request_line_seen_ = true;
    return parse_request_line(line, limits.target_bytes, request_);
  }
  if (!line.empty()) return parse_field_line(line, limits.fields, request_);
  const Verdict verdict = complete_head(request_);
  if (verdict.ok()) state_ = State::complete;
  return verdict;
}
//! [judge-line]

/// What is refused stays refused.
void HeadParser::take(Verdict verdict) {
  if (verdict.ok()) return;
  state_ = State::failed;
  refusal_ = verdict;
}

Verdict HeadParser::skip_empty_line() {
  if (++empty_lines_ <= kMaxEmptyLines) return {};
  return {"too many empty lines stand before the request line"};
}

}  // namespace ladder::http
