/// \file
/// Decodes the chunked transfer coding as it streams in. Source: RFC 9112 section 7.1. Opened in stage 05.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ladder::http {

/// A state machine over bytes; any split of the input gives the same result. Strict: hex digits only (at most
/// 15 of them), CRLF only, chunk extensions checked by their grammar (section 7.1.1) up to a bound and
/// dropped, trailers syntax-checked within limits and dropped. One object a body, one thread.
///
/// \par Example
/// \snippet examples/http.cpp chunked-decoder
class ChunkedDecoder {
 public:
  /// Most bytes of chunk extensions in one body, semicolons and white space included. Nobody here reads them
  /// and hardly anybody sends them; without a bound a client could send them for ever and stay below every
  /// limit on the body (in Go this was CVE-2023-39326).
  static constexpr std::size_t kMaxExtensionBytes = 1'024;

  /// `trailer_bytes` and `trailer_fields` bound the trailer section: the head's own limits. The empty line
  /// that ends it is not counted.
  ChunkedDecoder(std::size_t trailer_bytes, std::size_t trailer_fields);

  enum class State : std::uint8_t {
    more,               ///< the input is used up, the body goes on
    data,               ///< `data` holds body bytes; call again for what follows
    done,               ///< the body and its trailers are complete; what follows is the next request
    malformed,          ///< answer 400 and read no more
    trailers_too_large  ///< answer 431 and read no more
  };
  /// What one call of step() did.
  struct Step {
    State state = State::more;
    std::size_t consumed = 0;  ///< input bytes used by this step, `data` included; a refused byte is not
    std::span<const std::byte> data;  ///< a view into the input
  };
  /// Takes one step. After `done`, `malformed` and `trailers_too_large` it only repeats that and consumes
  /// nothing.
  Step step(std::span<const std::byte> input);

  /// What was wrong, for the error page. Static text.
  std::string_view error() const { return error_; }

 private:
  enum class Expect : std::uint8_t {
    size,
    semicolon,     // white space has come, so an extension must follow
    ext_name,      // its name must begin
    in_ext_name,   // it goes on
    equals,        // white space behind the name
    ext_value,     // its value must begin
    in_ext_value,  // a token as value goes on
    quoted,
    quoted_pair,
    quoted_end,
    size_lf,
    data,
    data_cr,
    data_lf,
    line_start,
    name,
    value,
    value_lf,
    last_lf,
    nothing
  };

  Step take_data(std::span<const std::byte> input, std::size_t at);
  State accept(char c);
  State accept_size(char c);
  static bool may_end_line(Expect expect);
  State accept_extension(char c);
  State accept_quoted(char c);
  State accept_unquoted(char c);
  State accept_line_start(char c);
  State accept_trailer(char c);
  State accept_only(char wanted, char c, Expect next, std::string_view error);
  State go(Expect next);
  State end(State state, std::string_view error);

  std::uint64_t chunk_bytes_left_ = 0;
  std::size_t trailer_bytes_left_;
  std::size_t trailer_fields_left_;
  std::size_t extension_bytes_left_ = kMaxExtensionBytes;
  std::string_view error_;
  unsigned size_digits_ = 0;
  Expect expect_ = Expect::size;
  State outcome_ = State::more;
};

}  // namespace ladder::http
