/// \file
/// OutputQueue: the answers of one connection that are to be sent, in order. Heads and small bodies are
/// gathered in one buffer, so that many pipelined answers leave in one send; a large body stands behind it as
/// the tail, in the memory or the file where it lies. Opened in stage 05.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/response.hpp"
#include "seam/conversation.hpp"

namespace ladder::http {

/// What is told about an answer when it has left. The view points into the input buffer.
struct PendingExchange {
  std::string_view request_line;
  seam::TimePoint started;
  std::string_view transfer;
  Status status{};
  std::uint64_t body_bytes = 0;
  std::size_t buffer_end = 0;  ///< note() fills it in: where its bytes in the buffer end
};

/// Heads are written into buffer(), bodies by append_body(); what output() shows is to be sent, and sent()
/// told. One thread.
class OutputQueue {
 public:
  /// A body up to this size is copied behind its head: cheaper than a second buffer in the send.
  static constexpr std::size_t kCopyBytes = 16 * 1024;
  /// With more than this gathered, or so many answers, it is time to send.
  static constexpr std::size_t kGatherBytes = 64 * 1024;
  static constexpr std::size_t kGatherAnswers = 64;

  /// Takes its memory at once, so that the answers of a busy connection allocate nothing.
  OutputQueue();

  /// Where heads are written.
  std::string& buffer() { return buffer_; }
  /// Appends the body of `response`. If it is large, it becomes the tail: what owns it is taken over.
  void append_body(Response& response);
  /// Notes the answer that has been appended; the tail, if there is one, belongs to the last noted.
  void note(PendingExchange exchange);

  /// True if all that was appended has left.
  bool empty() const { return sent_ == buffer_.size() && !has_tail(); }
  /// True while another answer may be appended.
  bool has_room() const {
    return !has_tail() && buffer_.size() < kGatherBytes && exchanges_.size() < kGatherAnswers;
  }
  /// The file changed while it was being sent: the answer cannot be completed, only broken off.
  bool broken() const { return broken_; }

  /// What is to be sent now: the gathered bytes, then the tail. Valid until sent().
  seam::Output output() const;
  /// `bytes` of it have left, in that order. May ask the file for its next slice: see broken().
  void sent(std::size_t bytes);

  /// The answers noted since clear().
  const std::vector<PendingExchange>& exchanges() const { return exchanges_; }
  /// How many bytes must still leave until answer number `index` is sent; its body comes last.
  std::uint64_t bytes_left(std::size_t index) const;
  /// Of the tail, all parts of it: bytes that must still leave.
  std::uint64_t tail_bytes_left() const;
  /// Forgets what has been sent; keeps the buffer's memory unless it has grown large.
  void clear();

 private:
  bool has_tail() const { return !tail_memory_.empty() || !part_memory_.empty() || file_left_bytes_ > 0; }
  void next_slice();
  void next_part();

  std::string buffer_;
  std::size_t sent_ = 0;  // of buffer_
  std::vector<PendingExchange> exchanges_;

  // The tail: memory, then file. Of a body in parts it is the current one, whose piece may lie in memory,
  // too.
  std::string_view tail_memory_;
  std::string_view part_memory_;
  std::string tail_text_;
  std::shared_ptr<const void> owner_;
  std::shared_ptr<const FileSource> file_;
  std::uint64_t file_offset_ = 0;
  std::uint64_t file_left_bytes_ = 0;
  std::vector<BodyPart> parts_;
  std::size_t parts_begun_ = 0;
  seam::FileSlice slice_;
  bool broken_ = false;
};

}  // namespace ladder::http
