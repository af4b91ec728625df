#include "client/input_buffer.hpp"

#include <algorithm>

#include "client/response_head.hpp"
#include "network/failure.hpp"

namespace ladder::tools {

bool InputBuffer::at_end() {
  if (unread_.empty()) unread_ = std::string_view(buffer_.data(), read_some_(buffer_));
  return unread_.empty();
}

std::string InputBuffer::read_line(std::size_t limit_bytes) {
  std::string line;
  while (line.empty() || line.back() != '\n') {
    if (at_end()) throw NetworkFailure("the server closed the connection in the middle of its answer");
    const auto newline = unread_.find('\n');
    const auto length = newline == std::string_view::npos ? unread_.size() : newline + 1;
    line.append(unread_.substr(0, length));
    unread_.remove_prefix(length);
    if (line.size() > limit_bytes) throw BadAnswer("a line or the head is longer than this client reads");
  }
  if (!line.ends_with("\r\n")) throw BadAnswer("a line ends with LF alone; it must be CR LF");
  line.resize(line.size() - 2);
  return line;
}

std::string_view InputBuffer::read_stretch(std::uint64_t limit_bytes) {
  if (limit_bytes == 0 || at_end()) return {};
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(limit_bytes, unread_.size()));
  const auto stretch = unread_.substr(0, length);
  unread_.remove_prefix(length);
  return stretch;
}

}  // namespace ladder::tools
