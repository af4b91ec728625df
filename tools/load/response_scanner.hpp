/// \file
/// Finds where answers end, and nothing more than a load generator needs of them: status, length of the body,
/// whether the connection goes on. Nothing is copied or allocated. Source: RFC 9112 sections 4, 6 and 7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ladder::tools::load {

/// What is known of a complete answer.
struct Answer {
  int status = 0;
  std::uint64_t body_bytes = 0;
  bool closes = false;  ///< the server ends the connection after it
};

/// Scans answers to GET, one after the other, however their bytes are cut. One thread.
class ResponseScanner {
 public:
  /// Takes bytes of the present answer from the front of `bytes`; returns how many. It takes none of a head,
  /// or of a line, that is not complete: show it the same bytes again with more behind them. It stops at the
  /// end of the answer.
  std::size_t take(std::string_view bytes);
  /// The stream has ended; true if that completes the answer (one without a length).
  bool end_of_stream();

  bool is_complete() const { return state_ == State::complete; }
  /// What came is not HTTP/1.x; nothing more can be read.
  bool is_bad() const { return state_ == State::bad; }
  /// Of the answer that is coming in; 0 until its head is complete.
  int status() const { return answer_.status; }
  /// The complete answer.
  const Answer& answer() const { return answer_; }
  /// Goes on to the answer behind a complete one.
  void next() { *this = ResponseScanner(); }

 private:
  enum class State : std::uint8_t {
    head,
    sized,
    chunk_line,
    chunk_data,
    trailers,
    until_close,
    complete,
    bad
  };

  std::size_t take_head(std::string_view bytes);
  std::size_t take_body(std::string_view bytes);
  std::size_t take_line(std::string_view bytes);
  bool read_head(std::string_view head);
  bool read_field(std::string_view line);
  State framing();
  State after_chunk_line(std::string_view line);

  Answer answer_;
  State state_ = State::head;
  bool has_length_ = false;
  bool is_chunked_ = false;
  bool says_close_ = false;
  bool says_keep_alive_ = false;
  bool is_after_chunk_ = false;     // the next line is the empty one behind the data of a chunk
  std::uint64_t left_bytes_ = 0;    // of the body, or of the chunk
  std::size_t searched_bytes_ = 0;  // of an incomplete head: there is no end in them
};

}  // namespace ladder::tools::load
