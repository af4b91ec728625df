/// \file
/// Takes a multipart body apart as it streams in. Sources: RFC 2046 section 5.1.1, RFC 7578. Opened in stage
/// 12.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ladder::content {

/// A state machine over bytes; any split of the input gives the same parts. Strict where RFC 2046 is: lines
/// end with CRLF, a line that begins with the delimiter is one or the body is malformed. What stands before
/// the first delimiter and behind the last is passed over. One object a body, one thread.
///
/// \par Example
/// \snippet examples/content.cpp multipart-parser
class MultipartParser {
 public:
  /// A part's head up to its empty line. Browsers send some 200 bytes.
  static constexpr std::size_t kMaxHeadBytes = std::size_t{8} * 1024;
  /// RFC 2046 section 5.1.1: 1 to 70 characters of its set, the last one no space. Any thread.
  static bool is_boundary(std::string_view boundary);

  /// `boundary` satisfies is_boundary().
  explicit MultipartParser(std::string_view boundary);

  enum class State : std::uint8_t {
    more,       ///< the input is used up, the body goes on
    part,       ///< a part begins: head() holds its field lines
    data,       ///< `data` holds bytes of the part
    part_end,   ///< the part is complete
    done,       ///< the last delimiter has come; what follows is passed over
    malformed,  ///< error() says why
  };
  /// What one call of step() did.
  struct Step {
    State state = State::more;
    std::size_t consumed = 0;  ///< input bytes used by this step
    std::string_view data;     ///< a view into the input, or into the parser, until the next call
  };
  /// Takes one step; call again while there is input, or the state is not `more`. After `done` it consumes
  /// everything, after `malformed` nothing.
  Step step(std::string_view input);

  /// The field lines of the part that begins, each with its CRLF, without the empty line.
  std::string_view head() const { return head_; }
  /// What was wrong. Static text.
  std::string_view error() const { return error_; }
  /// True once the last delimiter has come.
  bool done() const { return expect_ == Expect::epilogue; }

 private:
  enum class Expect : std::uint8_t {
    delimiter,        // in the preamble or in a part: data until the delimiter
    after_delimiter,  // "--", padding or CRLF
    closing_dash,
    padding,
    line_feed,
    head,
    epilogue,
    nothing
  };

  Step scan(std::string_view input);
  Step unmatched(std::size_t consumed);
  Step delimiter_found(std::size_t consumed);
  State accept(char c);
  State accept_head(char c);
  State fail(std::string_view error);

  std::string delimiter_;  // CRLF, two dashes, boundary
  std::string head_;
  std::string_view error_;
  std::size_t matched_ = 0;   // bytes of the delimiter that have come
  std::size_t not_data_ = 0;  // of these, what ended the line before and is no data if the rest does not come
  Expect expect_ = Expect::delimiter;
  bool in_part_ = false;
};

}  // namespace ladder::content
