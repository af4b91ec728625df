/// \file
/// The request head, parsed line by line as it comes. Each line is judged when its LF has come, and only
/// then: so the verdict is the same however the bytes are split. Here the lines are found and bounded; what
/// each must say is in http/head_lines.hpp. Strict where RFC 9112 leaves a choice. Sources: RFC 9112 sections
/// 2.2, 3 and 5. Opened in stage 05.
#pragma once

#include <cstddef>
#include <string_view>

#include "http/head_lines.hpp"
#include "http/limits.hpp"
#include "http/request.hpp"
#include "http/status.hpp"

namespace ladder::http {

/// Parses one head at a time out of a buffer that grows at its end. One thread.
///
/// \par Example
/// \snippet examples/http.cpp head-parser
class HeadParser {
 public:
  enum class State { incomplete, complete, failed };

  /// Forgets everything; the next parse() starts at the beginning of its text. Keeps allocated memory.
  void reset();

  /// `text` begins at the first byte of the head and holds all bytes so far: on the next call it may be
  /// longer but must lie at the same place (after a move, call reset() first). `complete` and `failed` are
  /// final until reset(). Bytes behind the head are not looked at.
  State parse(std::string_view text, const Limits& limits);

  /// After `complete`: the head's length, the empty line and skipped empty lines before it included.
  std::size_t head_bytes() const { return line_start_; }
  /// True once a byte has come that belongs to no empty line before the request line; half of one (a CR)
  /// does. `text` as in the last parse().
  bool started(std::string_view text) const;
  /// The parsed head, after `complete`; views into the text of the last parse().
  Request& request() { return request_; }
  /// The same, to look at.
  const Request& request() const { return request_; }

  /// After `failed`: the status to answer with, and why. Static text.
  Status status() const { return refusal_.status; }
  /// After `failed`: why, for the error page. Static text.
  std::string_view error() const { return refusal_.error; }

 private:
  Verdict judge_line(std::string_view line, const Limits& limits);
  Verdict skip_empty_line();
  void take(Verdict verdict);

  Request request_;
  std::size_t line_start_ = 0;  // of the first line not yet judged
  std::size_t scanned_ = 0;     // no LF between line_start_ and here
  std::size_t empty_lines_ = 0;
  Verdict refusal_;
  State state_ = State::incomplete;
  bool request_line_seen_ = false;
};

}  // namespace ladder::http
