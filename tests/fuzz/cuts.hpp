/// \file
/// How a fuzz input says into which pieces its message is cut: by a line of text in front of it, so that
/// seeds can be read and written by hand, and a mutation of the message leaves the cuts as they are. For
/// tests only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ladder::fuzz {

/// The bytes that libFuzzer hands over, as text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size_bytes) {
  return size_bytes == 0 ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(data), size_bytes);
}

/// Takes the first line off the front, without its LF. Without any LF there is none, and all is message.
inline std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return {};
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

/// The sizes of pieces, one character each and then from the beginning again: `1` to `9` are that many bytes,
/// the characters behind them in ASCII go on counting (`A` is 17, `a` 49), `0` is all there is. So "1" is
/// byte by byte, "31" alternates, and the empty script is one piece.
class Cuts {
 public:
  explicit Cuts(std::string_view script) : script_(script) {}

  bool whole() const { return script_.empty(); }

  /// The size of the next piece: 1 to `available_bytes`, which is not 0.
  std::size_t next(std::size_t available_bytes) {
    if (script_.empty() || pieces_ == kMostPieces) return available_bytes;
    const auto size = static_cast<std::uint8_t>(script_[pieces_++ % script_.size()] - '0');
    return size == 0 ? available_bytes : std::min<std::size_t>(size, available_bytes);
  }

 private:
  /// Behind so many, the rest comes at once: 300 KiB byte by byte would show nothing that 4 KiB do not.
  static constexpr std::size_t kMostPieces = 4'096;
  std::string_view script_;
  std::size_t pieces_ = 0;
};

/// Calls take(piece) until it returns false or all of `message` has been handed over. Each piece lies in
/// memory of exactly its size: under AddressSanitizer one byte read too far ends the program.
template <class Take>
void feed(std::string_view message, Cuts cuts, Take take) {
  while (!message.empty()) {
    const std::string_view next = message.substr(0, cuts.next(message.size()));
    const std::vector<char> piece(next.begin(), next.end());
    message.remove_prefix(next.size());
    if (!take(std::string_view(piece.data(), piece.size()))) return;
  }
}

}  // namespace ladder::fuzz
