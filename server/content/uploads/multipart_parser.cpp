/// \file
/// The delimiter begins with a CR and holds no other, so what is left open at the end of a block begins at
/// its last CR. Within a block it is searched for as a whole (man 3 memmem): a body made of line ends, which
/// at each one looks like the beginning of a delimiter, gives as few pieces as any other. Opened in stage 12.
#include "content/uploads/multipart_parser.hpp"

#include <string.h>

#include <algorithm>

#include "http/syntax.hpp"

namespace ladder::content {
namespace {

constexpr std::size_t kMostBoundaryBytes = 70;

bool is_boundary_char(char c) {
  return http::detail::alphanumeric(c) || http::detail::one_of(c, "'()+_,-./:=? ");
}

bool is_padding(char c) { return c == ' ' || c == '\t'; }

// How much of `input` lies before the delimiter, or before what may become one when more comes.
std::size_t bytes_before(std::string_view delimiter, std::string_view input) {
  const void* const found = ::memmem(input.data(), input.size(), delimiter.data(), delimiter.size());
  if (found != nullptr) return static_cast<std::size_t>(static_cast<const char*>(found) - input.data());
  const std::size_t last = input.rfind('\r');
  return last != std::string_view::npos && delimiter.starts_with(input.substr(last)) ? last : input.size();
}

}  // namespace

bool MultipartParser::is_boundary(std::string_view boundary) {
  return !boundary.empty() && boundary.size() <= kMostBoundaryBytes && boundary.back() != ' ' &&
         std::ranges::all_of(boundary, is_boundary_char);
}

// The first delimiter may stand at the very beginning: as if a CRLF had come before.
MultipartParser::MultipartParser(std::string_view boundary)
    : delimiter_("\r\n--" + std::string(boundary)), matched_(2), not_data_(2) {}

MultipartParser::Step MultipartParser::step(std::string_view input) {
  if (expect_ == Expect::nothing) return {State::malformed, 0, {}};
  if (expect_ == Expect::epilogue) return {State::done, input.size(), {}};
  if (expect_ == Expect::delimiter) return scan(input);
  for (std::size_t at = 0; at < input.size(); ++at) {
    const State state = accept(input[at]);
    if (state != State::more) return {state, at + 1, {}};
    if (expect_ == Expect::delimiter) return {State::more, at + 1, {}};
  }
  return {State::more, input.size(), {}};
}

MultipartParser::Step MultipartParser::scan(std::string_view input) {
  if (matched_ == 0) {
    const std::size_t plain = bytes_before(delimiter_, input);
    if (plain > 0)
      return {in_part_ ? State::data : State::more, plain, in_part_ ? input.substr(0, plain) : ""};
  }
  std::size_t at = 0;
  while (at < input.size() && matched_ < delimiter_.size() && input[at] == delimiter_[matched_]) {
    ++at;
    ++matched_;
  }
  if (matched_ == delimiter_.size()) return delimiter_found(at);
  if (at == input.size()) return {State::more, at, {}};
  return unmatched(at);
}

// What looked like a delimiter was data.
MultipartParser::Step MultipartParser::unmatched(std::size_t consumed) {
  const std::string_view data = std::string_view(delimiter_).substr(not_data_, matched_ - not_data_);
  matched_ = not_data_ = 0;
  if (!in_part_ || data.empty()) return {State::more, consumed, {}};
  return {State::data, consumed, data};
}

MultipartParser::Step MultipartParser::delimiter_found(std::size_t consumed) {
  const State state = in_part_ ? State::part_end : State::more;
  matched_ = not_data_ = 0;
  in_part_ = false;
  expect_ = Expect::after_delimiter;
  return {state, consumed, {}};
}

MultipartParser::State MultipartParser::accept(char c) {
  switch (expect_) {
    case Expect::after_delimiter:
      expect_ = Expect::padding;
      if (c == '-') expect_ = Expect::closing_dash;
      return c == '-' ? State::more : accept(c);
    case Expect::closing_dash:
      if (c != '-') return fail("a delimiter is followed by a single dash");
      expect_ = Expect::epilogue;
      return State::done;
    case Expect::padding:
      if (is_padding(c)) return State::more;
      if (c != '\r') return fail("a delimiter is followed by something else than the end of its line");
      expect_ = Expect::line_feed;
      return State::more;
    case Expect::line_feed:
      if (c != '\n') return fail("a carriage return stands without its line feed");
      head_.clear();
      expect_ = Expect::head;
      return State::more;
    default:
      return accept_head(c);
  }
}

MultipartParser::State MultipartParser::accept_head(char c) {
  if (head_.size() == kMaxHeadBytes) return fail("the head of a part is too long");
  head_ += c;
  if (c == '\n' && !head_.ends_with("\r\n")) return fail("a line ends with a line feed alone");
  if (head_ != "\r\n" && !head_.ends_with("\r\n\r\n")) return State::more;
  head_.resize(head_.size() - 2);
  expect_ = Expect::delimiter;
  in_part_ = true;
  matched_ = not_data_ = 2;  // a part without a body: the end of its empty line begins the delimiter
  return State::part;
}

MultipartParser::State MultipartParser::fail(std::string_view error) {
  expect_ = Expect::nothing;
  error_ = error;
  return State::malformed;
}

}  // namespace ladder::content
