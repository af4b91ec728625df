/// \file
/// What a connection was told, piece by piece, so that a person can say the same in a shell.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ladder::check {

/// The pieces that a client sent, and how it ended. Forgets them where they are too many for a person.
class Pieces {
 public:
  /// Bytes that are handed to the kernel together.
  void add(std::string_view bytes);
  void half_close() { end_ = End::half_closed; }
  void reset() { end_ = End::reset; }

  /// `{ printf 'GET /'; sleep 1; } | nc 127.0.0.1 {port}`: the same bytes, this port named as `{port}`. A
  /// client that ended its side is `nc -N`. Empty if nothing was sent, or too much, or it ended in a reset.
  std::string by_hand(std::uint16_t port) const;

 private:
  enum class End { open, half_closed, reset };

  std::vector<std::string> pieces_;
  std::size_t total_ = 0;
  End end_ = End::open;
};

}  // namespace ladder::check
