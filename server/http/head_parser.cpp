/// \file
/// The law of the head, in the order in which it is applied. Nothing here depends on how the bytes were
/// split: every rule is about a line whose LF has come, or about a count of bytes without an LF.
///
///   1. No LF within the first `target_bytes` + 100 bytes of the request line: 400 if it does not begin with
///   a
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

#include "http/authority.hpp"
#include "http/request_target.hpp"
#include "http/syntax.hpp"

namespace ladder::http {

namespace {

/// What a request line holds besides its target: method, version, two spaces, CRLF. The longest registered
/// method (UPDATEREDIRECTREF) needs 29 bytes.
constexpr std::size_t kRequestLineSlackBytes = 100;

/// "At least one" is what RFC 9112 section 2.2 asks for; clients that end a body with CRLF too many send one
/// or two.
constexpr std::size_t kMaxEmptyLines = 4;

/// Browsers send 10 to 15 fields: one allocation serves them.
constexpr std::size_t kUsualFields = 16;

/// A longer token is no method that anybody knows, here or elsewhere.
constexpr std::size_t kLongestMethodBytes = 64;

/// What a request line without an end, of which `text` is the beginning, is refused for (RFC 9112 section 3).
std::pair<Status, std::string_view> why_too_long(std::string_view text) {
  const std::string_view method = text.substr(0, text.find(' '));
  if (!is_token(method)) return {Status::bad_request, "the method is not a token"};
  if (method.size() > kLongestMethodBytes) return {Status::not_implemented, "no method has so long a name"};
  return {Status::uri_too_long, "the request line is too long"};
}

/// The position before which the LF of the line at `line_start` must lie.
std::size_t line_limit(std::size_t line_start, bool request_line_seen, const Limits& limits) {
  const std::size_t head_left = limits.head_bytes - line_start;
  if (request_line_seen || limits.target_bytes >= head_left) return limits.head_bytes;
  return line_start + std::min(head_left, limits.target_bytes + kRequestLineSlackBytes);
}

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

Method method_of(std::string_view name) {
  if (name == "GET") return Method::get;
  if (name == "HEAD") return Method::head;
  if (name == "POST") return Method::post;
  if (name == "OPTIONS") return Method::options;
  return Method::other;
}

/// HTTP-version = "HTTP" "/" DIGIT "." DIGIT, case-sensitive (RFC 9112 section 2.3).
bool is_version(std::string_view text) {
  return text.size() == 8 && text.substr(0, 5) == "HTTP/" && is_digit(text[5]) && text[6] == '.' &&
         is_digit(text[7]);
}

/// Why `line`, whose name ends at `at`, is not a field line.
std::string_view why_not_field(std::string_view line, std::size_t at) {
  if (line.front() == ' ' || line.front() == '\t')
    return "a header line begins with white space (line folding)";
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return "a header line has no colon";
  if (colon == 0) return "a header line has no name before its colon";
  if (trim(line.substr(at, colon - at)).empty())
    return "white space stands between a header name and its colon";
  return "a header name holds a character that is not allowed there";
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
HeadParser::State HeadParser::parse(std::string_view text, const Limits& limits) {
  while (state_ == State::incomplete) {
    const std::size_t limit = line_limit(line_start_, request_line_seen_, limits);
    const std::size_t end = std::min(text.size(), limit);
    const void* lf = scanned_ < end ? std::memchr(text.data() + scanned_, '\n', end - scanned_) : nullptr;
    if (lf == nullptr) {
      scanned_ = end;
      if (text.size() < limit) break;
      if (limit == limits.head_bytes) {
        fail(Status::header_fields_too_large, "the head is too long");
      } else {
        const auto [status, reason] = why_too_long(text.substr(line_start_, limit - line_start_));
        fail(status, reason);
      }
      break;
    }
    const std::size_t next = static_cast<std::size_t>(static_cast<const char*>(lf) - text.data()) + 1;
    const std::string_view line = text.substr(line_start_, next - line_start_);
    line_start_ = scanned_ = next;
    judge_line(line, limits);
  }
  return state_;
}
//! [parse-head]

void HeadParser::fail(Status status, std::string_view error) {
  state_ = State::failed;
  status_ = status;
  error_ = error;
}

//! [judge-line]
void HeadParser::judge_line(std::string_view line, const Limits& limits) {
  if (line.size() < 2 || line[line.size() - 2] != '\r')
    return fail(Status::bad_request, request_line_seen_ ? "a header line ends with LF but without CR"
                                                        : "the request line ends with LF but without CR");
  line.remove_suffix(2);
  if (has_control_character(line)) {
    if (line.find('\r') != std::string_view::npos)
      return fail(Status::bad_request, "a CR stands in the middle of a line");
    return fail(Status::bad_request, "a line holds a control character");
  }
  if (request_line_seen_) return line.empty() ? finish() : judge_field(line, limits);
  return line.empty() ? skip_empty_line() : judge_request_line(line, limits);
}
//! [judge-line]

void HeadParser::skip_empty_line() {
  if (++empty_lines_ > kMaxEmptyLines)
    fail(Status::bad_request, "too many empty lines stand before the request line");
}

void HeadParser::judge_request_line(std::string_view line, const Limits& limits) {
  request_line_seen_ = true;
  request_.request_line = line;
  const std::size_t first = line.find(' ');
  const std::size_t second = first == line.npos ? line.npos : line.find(' ', first + 1);
  if (second == line.npos || second == first + 1 || line.find(' ', second + 1) != line.npos)
    return fail(Status::bad_request,
                "the request line is not method, target and version with one space between");
  request_.method_name = line.substr(0, first);
  request_.target = line.substr(first + 1, second - first - 1);
  const std::string_view version = line.substr(second + 1);
  if (!is_token(request_.method_name)) return fail(Status::bad_request, "the method is not a token");
  if (!is_version(version)) return fail(Status::bad_request, "the version is not HTTP/ digit . digit");
  request_.major_version = version[5] - '0';
  request_.minor_version = version[7] - '0';
  if (request_.major_version != 1)
    return fail(Status::version_not_supported, "only major version 1 of HTTP is spoken here");
  if (request_.target.size() > limits.target_bytes)
    return fail(Status::uri_too_long, "the request target is too long");
  const RequestTarget target = parse_request_target(request_.method_name, request_.target);
  if (!target.error.empty()) return fail(Status::bad_request, target.error);
  request_.method = method_of(request_.method_name);
  request_.form = target.form;
  request_.path = target.path;
  request_.query = target.query;
  request_.scheme = target.scheme;
  request_.authority = target.authority;
  request_.authority_parts = target.authority_parts;
  if (request_.fields.capacity() < kUsualFields) request_.fields.reserve(kUsualFields);
}

//! [judge-field]
void HeadParser::judge_field(std::string_view line, const Limits& limits) {
  if (request_.fields.size() >= limits.fields)
    return fail(Status::header_fields_too_large, "the head has too many header lines");
  std::size_t colon = 0;
  while (colon < line.size() && is_token_char(line[colon])) ++colon;
  if (colon == 0 || colon == line.size() || line[colon] != ':')
    return fail(Status::bad_request, why_not_field(line, colon));
  const Field field{line.substr(0, colon), trim(line.substr(colon + 1))};
  if (equals_ignoring_case(field.name, "host")) {
    ++hosts_;
    host_ = field.value;
  }
  request_.fields.push_back(field);
}
//! [judge-field]

//! [finish-head]
void HeadParser::finish() {
  if (hosts_ > 1) return fail(Status::bad_request, "there is more than one Host field");
  if (hosts_ == 0 && request_.at_least_1_1()) return fail(Status::bad_request, "the Host field is missing");
  if (hosts_ == 1) {
    const auto host = split_authority(host_);
    if (!host) return fail(Status::bad_request, "the Host field is malformed");
    if (request_.authority.empty()) {
      request_.authority = host_;
      request_.authority_parts = *host;
    }
  }
  state_ = State::complete;
}
//! [finish-head]

}  // namespace ladder::http
