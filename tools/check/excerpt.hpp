/// \file
/// Bytes as a person reads them: quoted, in hex where they do not print, and as an argument of printf(1).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ladder::check {

/// How many bytes are shown of a text that is longer.
inline constexpr std::size_t kShownBytes = 400;

/// How many of those are shown that do not print: text with an odd byte in it is whole, noise is soon cut.
inline constexpr std::size_t kShownUnprintable = 16;

/// "5 bytes: "GET \000"", and a line of hex if some of them do not print. Long texts are cut.
std::string described(std::string_view bytes, std::size_t total_bytes);
inline std::string described(std::string_view bytes) { return described(bytes, bytes.size()); }

/// So many equal bytes in a row are told, not shown.
inline constexpr std::size_t kLongRun = 12;

/// The bytes between quotes, with C's escapes, cut after `at_most` of them, or kShownUnprintable. A long run
/// is told: "GET /" + 9,000 x "a" + " HTTP/1.1".
std::string in_quotes(std::string_view bytes, std::size_t at_most = kShownBytes);

/// `printf 'GET / HTTP/1.1\r\n'`: commands that print exactly these bytes (POSIX printf, head, tr), with `;`
/// between them where a long run has one of its own.
std::string printf_of(std::string_view bytes);

/// 8000000 as "8,000,000".
std::string grouped(std::size_t number);

/// The beginning of a stream and its length.
class Excerpt {
 public:
  void add(std::string_view bytes) {
    if (head_.size() < kKept) head_.append(bytes.substr(0, kKept - head_.size()));
    total_ += bytes.size();
  }
  const std::string& head() const { return head_; }
  std::size_t total() const { return total_; }
  std::string text() const { return described(head_, total_); }

 private:
  static constexpr std::size_t kKept = 64 * 1024;  // a run of equal bytes is counted to its end
  std::string head_;
  std::size_t total_ = 0;
};

}  // namespace ladder::check
