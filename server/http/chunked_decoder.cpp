/// \file
/// The law. A byte that no row names is malformed; a count that is used up refuses the byte before its row is
/// read.
///
///   expects      byte                            then expects
///   size         hex digit, at most 15           size
///                SP, HTAB after a digit          semicolon         counted: kMaxExtensionBytes in a whole
///                body
///                ";" after a digit               ext_name          counted
///                CR after a digit                size_lf
///   semicolon    SP, HTAB                        semicolon         counted
///                ";"                             ext_name          counted
///   ext_name     SP, HTAB                        ext_name          counted
///                token character                 in_ext_name       counted
///   in_ext_name  token character                 in_ext_name       counted
///                SP, HTAB                        equals            counted
///                "="                             ext_value         counted
///                ";"                             ext_name          counted
///                CR                              size_lf
///   equals       SP, HTAB                        equals            counted
///                "="                             ext_value         counted
///                ";"                             ext_name          counted
///   ext_value    SP, HTAB                        ext_value         counted
///                DQUOTE                          quoted            counted
///                token character                 in_ext_value      counted
///   in_ext_value token character                 in_ext_value      counted
///                SP, HTAB                        semicolon         counted
///                ";"                             ext_name          counted
///                CR                              size_lf
///   quoted       DQUOTE                          quoted_end        counted
///                backslash                       quoted_pair       counted
///                visible, SP, HTAB, over 0x7f    quoted            counted
///   quoted_pair  visible, SP, HTAB, over 0x7f    quoted            counted
///   quoted_end   SP, HTAB                        semicolon         counted
///                ";"                             ext_name          counted
///                CR                              size_lf
///   size_lf      LF                              data, or after size 0: line_start
///   data         any, as many as the size says   data, then data_cr
///   data_cr      CR                              data_lf
///   data_lf      LF                              size
///   line_start   CR                              last_lf
///                token character                 name              counted: trailer fields and bytes
///   name         token character                 name              counted: trailer bytes
///                ":"                             value             counted
///   value        CR                              value_lf          counted
///                field value character           value             counted
///   value_lf     LF                              line_start        counted
///   last_lf      LF                              nothing: the body is done
///
/// White space around ";" and "=" is "bad white space": nobody may send it, everybody must parse it (RFC 9110
/// section 5.6.3). At the end of a line the grammar has none, so there it is refused.
#include "http/chunked_decoder.hpp"

#include <algorithm>

#include "http/syntax.hpp"

namespace ladder::http {

namespace {

/// 15 digits are 60 bits: no size, and no sum of a size and a buffer's length, can overflow.
constexpr unsigned kMaxSizeDigits = 15;

constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

ChunkedDecoder::ChunkedDecoder(std::size_t trailer_bytes, std::size_t trailer_fields)
    : trailer_bytes_left_(trailer_bytes), trailer_fields_left_(trailer_fields) {}

ChunkedDecoder::Step ChunkedDecoder::step(std::span<const std::byte> input) {
  if (expect_ == Expect::nothing) return {outcome_, 0, {}};
  for (std::size_t at = 0; at < input.size(); ++at) {
    if (expect_ == Expect::data) return take_data(input, at);
    const State state = accept(static_cast<char>(input[at]));
    if (state == State::done) return {state, at + 1, {}};
    if (state != State::more) return {state, at, {}};
  }
  return {State::more, input.size(), {}};
}

ChunkedDecoder::Step ChunkedDecoder::take_data(std::span<const std::byte> input, std::size_t at) {
  const std::uint64_t here = input.size() - at;
  const auto taken = static_cast<std::size_t>(std::min(here, chunk_bytes_left_));
  chunk_bytes_left_ -= taken;
  if (chunk_bytes_left_ == 0) expect_ = Expect::data_cr;
  return {State::data, at + taken, input.subspan(at, taken)};
}

ChunkedDecoder::State ChunkedDecoder::go(Expect next) {
  expect_ = next;
  return State::more;
}

ChunkedDecoder::State ChunkedDecoder::end(State state, std::string_view error) {
  expect_ = Expect::nothing;
  outcome_ = state;
  error_ = error;
  return state;
}

ChunkedDecoder::State ChunkedDecoder::accept_only(char wanted, char c, Expect next, std::string_view error) {
  return c == wanted ? go(next) : end(State::malformed, error);
}

ChunkedDecoder::State ChunkedDecoder::accept(char c) {
  switch (expect_) {
    case Expect::size:
      return accept_size(c);
    case Expect::semicolon:
    case Expect::ext_name:
    case Expect::in_ext_name:
    case Expect::equals:
    case Expect::ext_value:
    case Expect::in_ext_value:
    case Expect::quoted:
    case Expect::quoted_pair:
    case Expect::quoted_end:
      return accept_extension(c);
    case Expect::size_lf:
      return accept_only('\n', c, chunk_bytes_left_ == 0 ? Expect::line_start : Expect::data,
                         "a CR in a chunk size line is not followed by LF");
    case Expect::data_cr:
      return accept_only('\r', c, Expect::data_lf,
                         "chunk data are not followed by CRLF where their size says");
    case Expect::data_lf:
      size_digits_ = 0;
      return accept_only('\n', c, Expect::size, "a CR after chunk data is not followed by LF");
    case Expect::line_start:
      return accept_line_start(c);
    case Expect::name:
    case Expect::value:
    case Expect::value_lf:
      return accept_trailer(c);
    case Expect::last_lf:
      if (c == '\n') return end(State::done, {});
      return end(State::malformed, "the CR that ends the chunked body is not followed by LF");
    case Expect::data:
    case Expect::nothing:
      break;  // handled in step()
  }
  return State::more;
}

ChunkedDecoder::State ChunkedDecoder::accept_size(char c) {
  if (const int digit = hex_value(c); digit >= 0) {
    if (++size_digits_ > kMaxSizeDigits) return end(State::malformed, "a chunk size has too many digits");
    chunk_bytes_left_ = chunk_bytes_left_ * 16 + static_cast<unsigned>(digit);
    return State::more;
  }
  if (size_digits_ == 0) return end(State::malformed, "a chunk size does not begin with a hex digit");
  if (c == '\r') return go(Expect::size_lf);
  if (c == '\n') return end(State::malformed, "a chunk size line ends with LF but without CR");
  if (c != ';' && !is_blank(c))
    return end(State::malformed, "a chunk size holds something other than hex digits");
  expect_ = Expect::semicolon;
  return accept_extension(c);
}

/// Where an extension is complete, so that its line may end.
bool ChunkedDecoder::may_end_line(Expect expect) {
  return expect == Expect::in_ext_name || expect == Expect::in_ext_value || expect == Expect::quoted_end;
}

ChunkedDecoder::State ChunkedDecoder::accept_extension(char c) {
  if (c == '\r' && may_end_line(expect_)) return go(Expect::size_lf);
  if (extension_bytes_left_ == 0) return end(State::malformed, "the chunk extensions are too long");
  --extension_bytes_left_;
  if (c == '\n') return end(State::malformed, "a chunk size line ends with LF but without CR");
  const bool is_quoted = expect_ == Expect::quoted || expect_ == Expect::quoted_pair;
  if (c == '\r' && is_quoted) return end(State::malformed, "a quoted string in a chunk extension has no end");
  if (c == '\r') return end(State::malformed, "a chunk extension breaks off, or white space ends its line");
  if (!is_field_value_char(c)) return end(State::malformed, "a chunk extension holds a control character");
  if (is_quoted) return accept_quoted(c);
  if (!is_ascii(c)) return end(State::malformed, "a chunk extension holds a byte over 127 outside quotes");
  return accept_unquoted(c);
}

ChunkedDecoder::State ChunkedDecoder::accept_quoted(char c) {
  if (expect_ == Expect::quoted_pair) return go(Expect::quoted);
  if (c == '"') return go(Expect::quoted_end);
  return c == '\\' ? go(Expect::quoted_pair) : State::more;
}

ChunkedDecoder::State ChunkedDecoder::accept_unquoted(char c) {
  const bool within_name = expect_ == Expect::in_ext_name || expect_ == Expect::equals;
  const bool wants_word = expect_ == Expect::ext_name || expect_ == Expect::ext_value;
  if (is_blank(c)) {
    if (expect_ == Expect::in_ext_name) return go(Expect::equals);
    const bool ends_value = expect_ == Expect::in_ext_value || expect_ == Expect::quoted_end;
    return ends_value ? go(Expect::semicolon) : State::more;
  }
  if (c == ';' && !wants_word) return go(Expect::ext_name);
  if (c == '=' && within_name) return go(Expect::ext_value);
  if (c == '"' && expect_ == Expect::ext_value) return go(Expect::quoted);
  if (!is_token_char(c))
    return end(State::malformed, "a chunk extension holds a character that is not allowed there");
  if (expect_ == Expect::ext_name) return go(Expect::in_ext_name);
  if (expect_ == Expect::ext_value) return go(Expect::in_ext_value);
  if (expect_ == Expect::in_ext_name || expect_ == Expect::in_ext_value) return State::more;
  return end(State::malformed, "a chunk extension does not begin with a semicolon");
}

ChunkedDecoder::State ChunkedDecoder::accept_line_start(char c) {
  if (c == '\r') return go(Expect::last_lf);
  if (c == '\n') return end(State::malformed, "the chunked body ends with LF but without CR");
  if (c == ' ' || c == '\t')
    return end(State::malformed, "a trailer line begins with white space (line folding)");
  if (c == ':') return end(State::malformed, "a trailer line has no name before its colon");
  if (trailer_fields_left_ == 0) return end(State::trailers_too_large, "there are too many trailer lines");
  --trailer_fields_left_;
  expect_ = Expect::name;
  return accept_trailer(c);
}

ChunkedDecoder::State ChunkedDecoder::accept_trailer(char c) {
  if (trailer_bytes_left_ == 0) return end(State::trailers_too_large, "the trailers are too long");
  --trailer_bytes_left_;
  if (expect_ == Expect::value_lf)
    return accept_only('\n', c, Expect::line_start, "a CR stands in the middle of a trailer line");
  if (c == '\n') return end(State::malformed, "a trailer line ends with LF but without CR");
  if (expect_ == Expect::value) {
    if (c == '\r') return go(Expect::value_lf);
    if (is_field_value_char(c)) return State::more;
    return end(State::malformed, "a trailer line holds a control character");
  }
  if (is_token_char(c)) return State::more;
  if (c == ':') return go(Expect::value);
  if (c == '\r') return end(State::malformed, "a trailer line has no colon");
  return end(State::malformed, "a trailer name holds a character that is not allowed there");
}

}  // namespace ladder::http
