#include "load/response_scanner.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "network/field.hpp"

namespace ladder::tools::load {
namespace {

constexpr int kNoContent = 204;
constexpr int kNotModified = 304;
constexpr int kSwitchingProtocols = 101;
// Longest line of a chunked body: a size of 16 digits and room for extensions.
constexpr std::size_t kMaxLineBytes = 4096;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <int base>
bool parse_number(std::string_view text, std::uint64_t& number) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

bool list_contains(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (equal_ignoring_case(trimmed(list.substr(0, comma)), token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

}  // namespace

std::size_t ResponseScanner::take(std::string_view bytes) {
  std::size_t taken = 0;
  while (state_ != State::complete && state_ != State::bad) {
    const auto rest = bytes.substr(taken);
    const auto step = state_ == State::head ? take_head(rest) : take_body(rest);
    // An answer without a body is complete with its head; all other steps need bytes.
    if (step == 0) break;
    taken += step;
  }
  return taken;
}

bool ResponseScanner::end_of_stream() {
  if (state_ == State::until_close) state_ = State::complete;
  return is_complete();
}

std::size_t ResponseScanner::take_head(std::string_view bytes) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const auto end = bytes.find(kEnd, searched_bytes_);
  if (end == std::string_view::npos) {
    searched_bytes_ = bytes.size() - std::min(bytes.size(), kEnd.size() - 1);
    return 0;
  }
  searched_bytes_ = 0;
  if (!read_head(bytes.substr(0, end + 2))) {
    state_ = State::bad;
  } else if (answer_.status < 200 && answer_.status != kSwitchingProtocols) {
    next();  // an interim answer (RFC 9110 section 15.2): the final one follows
  } else {
    state_ = framing();
  }
  return end + kEnd.size();
}

// `head` ends with the line end of its last line.
bool ResponseScanner::read_head(std::string_view head) {
  constexpr std::string_view kStart = "HTTP/1.";
  const auto line_end = head.find("\r\n");
  const auto line = head.substr(0, line_end);
  constexpr std::size_t kShortest = std::string_view("HTTP/1.1 200").size();
  if (line.size() < kShortest || !line.starts_with(kStart) || !is_digit(line[7]) || line[8] != ' ' ||
      line[9] < '1' || line[9] > '9' || !is_digit(line[10]) || !is_digit(line[11]))
    return false;
  answer_.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  const bool is_version_1_0 = line[7] == '0';
  head.remove_prefix(line_end + 2);
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    if (!read_field(head.substr(0, end))) return false;
    head.remove_prefix(end + 2);
  }
  // RFC 9112 section 9.3: "close" has the last word.
  answer_.closes = says_close_ || (is_version_1_0 && !says_keep_alive_);
  return true;
}

// Three fields matter; their first letters rule out nearly all others.
bool ResponseScanner::read_field(std::string_view line) {
  const char first = line.empty() ? '\0' : static_cast<char>(line[0] | 0x20);
  if (first != 'c' && first != 't') return true;
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  const auto field = line.substr(0, colon);
  const auto value = trimmed(line.substr(colon + 1));
  if (equal_ignoring_case(field, "Content-Length")) {
    std::uint64_t length = 0;
    // RFC 9112 section 6.3, case 5: a repeated length may be taken if both agree.
    if (!parse_number<10>(value, length) || (has_length_ && length != answer_.body_bytes)) return false;
    has_length_ = true;
    answer_.body_bytes = length;
  } else if (equal_ignoring_case(field, "Connection")) {
    says_close_ = says_close_ || list_contains(value, "close");
    says_keep_alive_ = says_keep_alive_ || list_contains(value, "keep-alive");
  } else if (equal_ignoring_case(field, "Transfer-Encoding")) {
    is_chunked_ = equal_ignoring_case(value, "chunked");
    return is_chunked_;
  }
  return true;
}

// The cases stand in the order of RFC 9112 section 6.3.
ResponseScanner::State ResponseScanner::framing() {
  left_bytes_ = std::exchange(answer_.body_bytes, 0);  // Content-Length, until the cases have decided
  const bool switches = answer_.status == kSwitchingProtocols;
  answer_.closes = answer_.closes || switches;
  if (switches || answer_.status == kNoContent || answer_.status == kNotModified) return State::complete;
  if (is_chunked_) return State::chunk_line;
  if (has_length_) {
    answer_.body_bytes = left_bytes_;
    return left_bytes_ == 0 ? State::complete : State::sized;
  }
  answer_.closes = true;
  return State::until_close;
}

std::size_t ResponseScanner::take_body(std::string_view bytes) {
  switch (state_) {
    case State::chunk_line:
    case State::trailers:
      return take_line(bytes);
    case State::until_close:
      answer_.body_bytes += bytes.size();
      return bytes.size();
    default:
      break;
  }
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_bytes_, bytes.size()));
  left_bytes_ -= taken;
  if (left_bytes_ == 0) state_ = state_ == State::sized ? State::complete : State::chunk_line;
  return taken;
}

std::size_t ResponseScanner::take_line(std::string_view bytes) {
  const auto end = bytes.find("\r\n");
  if (end == std::string_view::npos) {
    if (bytes.size() > kMaxLineBytes) state_ = State::bad;
    return 0;
  }
  if (state_ == State::chunk_line) {
    state_ = after_chunk_line(bytes.substr(0, end));
  } else if (end == 0) {
    state_ = State::complete;
  }
  return end + 2;
}

ResponseScanner::State ResponseScanner::after_chunk_line(std::string_view line) {
  if (is_after_chunk_) {
    is_after_chunk_ = false;
    return line.empty() ? State::chunk_line : State::bad;
  }
  if (!parse_number<16>(trimmed(line.substr(0, line.find(';'))), left_bytes_)) return State::bad;
  if (left_bytes_ == 0) return State::trailers;
  answer_.body_bytes += left_bytes_;
  is_after_chunk_ = true;
  return State::chunk_data;
}

}  // namespace ladder::tools::load
