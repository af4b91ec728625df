#include "http/input_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace ladder::http {

void InputBuffer::keep(std::size_t count) {
  kept_from_ = begin_;
  begin_ += count;
  kept_to_ = begin_;
}

bool InputBuffer::make_space() {
  const std::size_t kept_bytes = kept_to_ - kept_from_;
  const std::size_t unread_bytes = end_ - begin_;
  if (kept_bytes == 0) kept_from_ = kept_to_ = unread_bytes == 0 ? 0 : begin_;
  if (unread_bytes == 0) begin_ = end_ = kept_to_;
  if (bytes_.size() - end_ >= kMinSpaceBytes) return false;

  // To the front: first what is kept, then what is unread.
  char* const front = bytes_.data();
  std::memmove(front, front + kept_from_, kept_bytes);
  std::memmove(front + kept_bytes, front + begin_, unread_bytes);
  kept_from_ = 0;
  kept_to_ = begin_ = kept_bytes;
  end_ = kept_bytes + unread_bytes;
  const std::size_t wanted = end_ + kMinSpaceBytes;
  if (bytes_.size() < wanted) bytes_.resize(std::max(wanted, bytes_.size() * 2));
  return true;
}

void InputBuffer::reset() {
  kept_from_ = kept_to_ = begin_ = end_ = 0;
  if (bytes_.size() <= kStartBytes) return;
  bytes_.resize(kStartBytes);
  bytes_.shrink_to_fit();  // if there is no memory to move into, it stays as large as it is: no exception
}

}  // namespace ladder::http
