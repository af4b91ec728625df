/// \file
/// The characters of a JSON text as the validator's parser gets to see them, out of memory or out of a file.
/// Opened in stage 07.
///
/// Two things are changed on the way, neither changes whether the text is valid:
/// - A NUL becomes U+0001, which is an error everywhere; nlohmann's lexer would take NUL for the end of the
/// text.
///   The same is done to a byte order mark, which it would pass over.
/// - The lexer collects each token whole. So of many plain characters in a row within a string only the first
/// is
///   passed on, and of many digits in a row outside only two: `"aaa...` of a gigabyte costs nothing, and no
///   number overflows. A leading zero stays visible, and so do the neighbours of escapes and of non-ASCII
///   bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace ladder::content {

/// One pass over one text; one thread.
class JsonCharacters {
 public:
  /// A text in memory, which must outlive this.
  explicit JsonCharacters(std::string_view text) : block_(text) {}
  /// A file from its beginning. The descriptor is borrowed.
  explicit JsonCharacters(int fd) : fd_(fd), buffer_(kBlockBytes, '\0') {}

  /// True if there is a current character; false at the end, or when reading failed.
  bool available();
  /// The current character, replaced as the head of the file says. Only after available() was true.
  char current() const { return current_; }
  /// Goes on to the next; it is fetched when it is asked for.
  void advance() { fetched_ = false; }

  std::uint64_t passed_on() const { return passed_on_; }         ///< characters the parser has seen
  std::uint64_t position() const { return position_; }           ///< bytes of the text up to current()
  std::uint64_t nul_position() const { return nul_position_; }   ///< of the first NUL, from 1; 0: none so far
  bool has_byte_order_mark() const { return byte_order_mark_; }  ///< or another byte like its first
  int error_number() const { return error_number_; }             ///< reading failed

 private:
  static constexpr std::size_t kBlockBytes = std::size_t{64} * 1024;

  bool fetch();
  bool refill();
  bool is_passed_on(char c);
  bool is_passed_on_in_string(char c);
  char replaced(char c);

  int fd_ = -1;
  std::string buffer_;
  std::string_view block_;  // not yet read
  std::uint64_t file_offset_ = 0;
  int error_number_ = 0;

  bool fetched_ = false;  // current_ is valid
  char current_ = '\0';
  std::uint64_t passed_on_ = 0;
  std::uint64_t position_ = 0;
  std::uint64_t nul_position_ = 0;
  bool byte_order_mark_ = false;

  bool in_string_ = false;
  bool after_plain_ = false;      // in a string: the last character was a plain one
  bool after_backslash_ = false;  // in a string
  unsigned escape_digits_ = 0;    // in a string: still to come of \uXXXX
  unsigned digits_in_a_row_ = 0;  // outside
};

/// The input iterator over it that nlohmann's parser wants. Copies share the one stream.
class JsonCharacterIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  /// The end.
  JsonCharacterIterator() = default;
  /// At the current character of `characters`, which must outlive it.
  explicit JsonCharacterIterator(JsonCharacters& characters) : characters_(&characters) {}

  /// The current character. Not at the end.
  char operator*() const { return characters_->current(); }
  /// Advances the stream, and with it every copy.
  JsonCharacterIterator& operator++() {
    characters_->advance();
    return *this;
  }
  /// The same. There is no old position to return: the stream has moved on.
  void operator++(int) { characters_->advance(); }

  /// As for every input iterator, only the comparison with the end has a meaning.
  bool operator==(const JsonCharacterIterator& other) const { return at_end() == other.at_end(); }

 private:
  bool at_end() const { return characters_ == nullptr || !characters_->available(); }

  JsonCharacters* characters_ = nullptr;
};

}  // namespace ladder::content
