/// \file
/// Bytes that have come, handed out as lines and as stretches of a body.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace ladder::tools {

/// Where bytes come from: fills some of the space, returns how much, 0 at the end of the stream.
using ReadSome = std::function<std::size_t(std::span<char>)>;

/// Reads through a buffer of fixed size. One thread; errors of the source pass through.
class InputBuffer {
 public:
  explicit InputBuffer(ReadSome read_some) : read_some_(std::move(read_some)) {}

  /// True if the stream ends here. Waits for a byte if need be.
  bool at_end();

  /// A line without its CRLF. Throws BadAnswer if it is longer than `limit_bytes` or not ended by CRLF, and
  /// NetworkFailure if the stream ends in it.
  std::string read_line(std::size_t limit_bytes);

  /// The next bytes, at least one and at most `limit_bytes`; empty at the end of the stream. Valid until the
  /// next call.
  std::string_view read_stretch(std::uint64_t limit_bytes);

 private:
  // A megabyte takes 16 calls; more room would save little.
  static constexpr std::size_t kBufferBytes = 64UL * 1024;

  ReadSome read_some_;
  std::array<char, kBufferBytes> buffer_{};
  std::string_view unread_;
};

}  // namespace ladder::tools
