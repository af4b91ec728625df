/// \file
/// InputBuffer: the bytes of one connection that have come and are not yet used up. Opened in stage 05.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace ladder::http {

/// `| used up | kept | used up | unread | space |`. The kept bytes (the head of the request whose body is
/// being read) stay where they are, because views point into them. One thread.
///
/// \par Example
/// \snippet examples/http.cpp input-buffer
class InputBuffer {
 public:
  /// Most requests and all small uploads fit; larger bodies pass through in pieces of about this size.
  static constexpr std::size_t kStartBytes = 16 * 1024;
  /// There is never less space: a receive of a few bytes would cost as much as one of a few thousand.
  static constexpr std::size_t kMinSpaceBytes = 4 * 1024;

  InputBuffer() : bytes_(kStartBytes) {}

  /// What has come and is not used up. Valid until make_space() moves it, or reset().
  std::string_view unread() const { return {bytes_.data() + begin_, end_ - begin_}; }
  /// True if nothing is unread; bytes may still be kept.
  bool empty() const { return begin_ == end_; }
  /// The first `count` unread bytes are done with. At most as many as there are.
  void use_up(std::size_t count) { begin_ += count; }

  /// Uses up `count` bytes, but keeps them in place until release() or the next keep().
  void keep(std::size_t count);
  /// The kept bytes are not needed any more.
  void release() { kept_from_ = kept_to_ = begin_; }
  /// The bytes of the last keep(), in the place where they were read.
  std::string_view kept() const { return {bytes_.data() + kept_from_, kept_to_ - kept_from_}; }

  /// Sees to it that there is space to receive into. True if the kept or unread bytes were moved: views into
  /// them are void then.
  bool make_space();
  /// Where the next receive goes, behind the unread bytes. After make_space() at least kMinSpaceBytes.
  std::span<std::byte> space() { return std::as_writable_bytes(std::span(bytes_).subspan(end_)); }
  /// `count` bytes lie in the space now; they are unread.
  void received(std::size_t count) { end_ += count; }

  /// Forgets everything; gives back memory that a large head has made it take.
  void reset();

 private:
  std::vector<char> bytes_;
  // Invariant: kept_from_ <= kept_to_ <= begin_ <= end_ <= bytes_.size().
  std::size_t kept_from_ = 0;
  std::size_t kept_to_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace ladder::http
