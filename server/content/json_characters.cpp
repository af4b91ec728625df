#include "content/json_characters.hpp"

#include <unistd.h>

#include <cerrno>

#include "http/syntax.hpp"

namespace ladder::content {
namespace {

constexpr char kInvalidEverywhere = '\x01';
constexpr char kByteOrderMarkStart = '\xef';
constexpr unsigned kDigitsPassedOn = 2;

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

}  // namespace

bool JsonCharacters::available() {
  if (!fetched_) fetched_ = fetch();
  return fetched_;
}

bool JsonCharacters::fetch() {
  while (!block_.empty() || refill()) {
    const char c = block_.front();
    block_.remove_prefix(1);
    ++position_;
    if (!is_passed_on(c)) continue;
    current_ = replaced(c);
    ++passed_on_;
    return true;
  }
  return false;
}

bool JsonCharacters::refill() {
  if (fd_ < 0) return false;
  ssize_t count = 0;
  do {
    count = ::pread(fd_, buffer_.data(), buffer_.size(), static_cast<off_t>(file_offset_));
  } while (count < 0 && errno == EINTR);
  if (count < 0) error_number_ = errno;
  if (count <= 0) return false;
  block_ = std::string_view(buffer_).substr(0, static_cast<std::size_t>(count));
  file_offset_ += block_.size();
  return true;
}

bool JsonCharacters::is_passed_on(char c) {
  if (in_string_) return is_passed_on_in_string(c);
  if (http::is_digit(c)) return ++digits_in_a_row_ <= kDigitsPassedOn;
  digits_in_a_row_ = 0;
  in_string_ = c == '"';
  after_plain_ = false;
  return true;
}

// Follows strings exactly as long as the text is valid; after that the parser asks for nothing more.
bool JsonCharacters::is_passed_on_in_string(char c) {
  const bool was_plain = after_plain_;
  after_plain_ = false;
  if (after_backslash_) {
    after_backslash_ = false;
    escape_digits_ = c == 'u' ? 4 : 0;
    return true;
  }
  if (escape_digits_ > 0) {
    --escape_digits_;
    return true;
  }
  after_backslash_ = c == '\\';
  in_string_ = c != '"';
  after_plain_ = is_ascii(c) && c >= 0x20 && c != '\\' && c != '"';
  return !(after_plain_ && was_plain);
}

char JsonCharacters::replaced(char c) {
  if (c == '\0') {
    if (nul_position_ == 0) nul_position_ = position_;
    return kInvalidEverywhere;
  }
  if (c == kByteOrderMarkStart && position_ == 1) {
    byte_order_mark_ = true;
    return kInvalidEverywhere;
  }
  return c;
}

}  // namespace ladder::content
