/// \file
/// Reads answers from a stream of bytes, however they are cut: interim heads, the final head, the body.
/// No sockets here, so that it can be tested with strings. Source: RFC 9112 sections 6 and 7.
#pragma once

#include <string_view>

#include "client/input_buffer.hpp"
#include "client/response_head.hpp"

namespace ladder::tools {

/// Who is told what comes in, as it comes in.
class AnswerListener {
 public:
  AnswerListener() = default;
  AnswerListener(const AnswerListener&) = delete;
  AnswerListener& operator=(const AnswerListener&) = delete;
  virtual ~AnswerListener() = default;

  virtual void head_came(const ResponseHead& head) = 0;  ///< each interim head, and the final one
  virtual void body_came(std::string_view bytes) = 0;    ///< any number of times
  virtual void answer_complete(const ResponseHead& head) = 0;
};

/// Reads one answer after the other from one connection. One thread.
class ResponseReader {
 public:
  explicit ResponseReader(ReadSome read_some) : input_(std::move(read_some)) {}

  /// Reads the answer to a request with this method. Returns whether another request may follow on the same
  /// connection. Throws BadAnswer, and NetworkFailure if the stream ends too early.
  bool read_answer(std::string_view request_method, AnswerListener& listener);

 private:
  ResponseHead read_head();
  void read_body(const BodyFraming& framing, AnswerListener& listener);
  void read_exactly(std::uint64_t length_bytes, AnswerListener& listener);
  void read_chunks(AnswerListener& listener);

  InputBuffer input_;
};

}  // namespace ladder::tools
