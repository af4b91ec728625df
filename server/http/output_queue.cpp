#include "http/output_queue.hpp"

#include <algorithm>
#include <utility>

namespace ladder::http {

OutputQueue::OutputQueue() {
  buffer_.reserve(kCopyBytes * 2);
  exchanges_.reserve(kGatherAnswers);
}

//! [append-body]
void OutputQueue::append_body(Response& response) {
  const bool is_small = !response.file && response.body_bytes() <= kCopyBytes;
  if (!response.parts.empty() && is_small) {
    for (const BodyPart& part : response.parts) buffer_.append(part.heading).append(part.memory);
  } else if (!response.parts.empty()) {
    file_ = std::move(response.file);
    owner_ = std::move(response.owner);
    parts_ = std::move(response.parts);
    next_part();
  } else if (response.file) {
    file_ = std::move(response.file);
    file_offset_ = response.file_offset;
    file_left_bytes_ = response.file_length_bytes;
    if (file_left_bytes_ > 0) next_slice();
  } else if (is_small) {
    buffer_.append(response.text.empty() ? response.shared_body : std::string_view(response.text));
  } else if (!response.text.empty()) {
    tail_text_ = std::move(response.text);
    tail_memory_ = tail_text_;
  } else {
    owner_ = std::move(response.owner);
    tail_memory_ = response.shared_body;
  }
}
//! [append-body]

void OutputQueue::note(PendingExchange exchange) {
  exchange.buffer_end = buffer_.size();
  exchanges_.push_back(exchange);
}

std::uint64_t OutputQueue::bytes_left(std::size_t index) const {
  const std::size_t in_buffer = exchanges_[index].buffer_end - std::min(sent_, exchanges_[index].buffer_end);
  return in_buffer + (index + 1 == exchanges_.size() ? tail_bytes_left() : 0);
}

std::uint64_t OutputQueue::tail_bytes_left() const {
  std::uint64_t left = tail_memory_.size() + part_memory_.size() + file_left_bytes_;
  for (std::size_t i = parts_begun_; i < parts_.size(); ++i)
    left += parts_[i].heading.size() + parts_[i].memory.size() + parts_[i].length_bytes;
  return left;
}

void OutputQueue::next_part() {
  const BodyPart& part = parts_[parts_begun_++];
  tail_memory_ = part.heading.empty() ? part.memory : std::string_view(part.heading);
  part_memory_ = part.heading.empty() ? std::string_view() : part.memory;
  file_offset_ = part.offset;
  file_left_bytes_ = part.length_bytes;
  slice_ = {};
  if (file_left_bytes_ > 0) next_slice();
}

void OutputQueue::next_slice() {
  const auto slice = file_->slice(file_offset_, file_left_bytes_);
  broken_ = !slice || slice->length_bytes == 0;
  slice_ = broken_ ? seam::FileSlice{} : *slice;
}

seam::Output OutputQueue::output() const {
  seam::Output out;
  out.memory[0] = std::as_bytes(std::span(buffer_).subspan(sent_));
  out.memory[1] = std::as_bytes(std::span(tail_memory_));
  out.file = slice_;
  return out;
}

void OutputQueue::sent(std::size_t bytes) {
  const std::size_t from_buffer = std::min(bytes, buffer_.size() - sent_);
  sent_ += from_buffer;
  bytes -= from_buffer;
  const std::size_t from_memory = std::min(bytes, tail_memory_.size());
  tail_memory_.remove_prefix(from_memory);
  bytes -= from_memory;
  if (tail_memory_.empty()) tail_memory_ = std::exchange(part_memory_, {});
  file_offset_ += bytes;
  file_left_bytes_ -= bytes;
  slice_.offset += bytes;
  slice_.length_bytes -= bytes;
  if (slice_.length_bytes == 0 && file_left_bytes_ > 0) return next_slice();
  if (!has_tail() && parts_begun_ < parts_.size()) next_part();
}

void OutputQueue::clear() {
  buffer_.clear();
  if (buffer_.capacity() > 2 * kGatherBytes) std::string().swap(buffer_);
  sent_ = 0;
  exchanges_.clear();
  tail_memory_ = part_memory_ = {};
  tail_text_.clear();
  owner_.reset();
  file_.reset();
  file_offset_ = file_left_bytes_ = 0;
  parts_.clear();
  parts_begun_ = 0;
  slice_ = {};
  broken_ = false;
}

}  // namespace ladder::http
