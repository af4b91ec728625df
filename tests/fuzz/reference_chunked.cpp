#include "fuzz/reference_chunked.hpp"

#include <algorithm>

namespace ladder::fuzz {
namespace {

constexpr std::size_t kMostSizeDigits = 15;
constexpr std::size_t kMostExtensionBytes = 1'024;
constexpr std::string_view kHexDigits = "0123456789abcdef0123456789ABCDEF";
constexpr std::string_view kTokenChars =
    "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool is_text(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != '\x7f'); }
bool is_above_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// Each rule of the grammar is a function; false: the end is decided.
class Reader {
 public:
  using End = ReferenceChunked::End;

  Reader(std::string_view text, std::size_t trailer_bytes, std::size_t trailer_fields)
      : text_(text), trailer_bytes_(trailer_bytes), trailer_fields_(trailer_fields) {}

  ReferenceChunked read() && {
    while (chunk()) continue;
    return std::move(result_);
  }

 private:
  bool stop(End end) {
    result_.end = end;
    return false;
  }
  /// The next byte is there.
  bool peek(char& c) {
    if (result_.consumed == text_.size()) return stop(End::incomplete);
    c = text_[result_.consumed];
    return true;
  }
  void skip() { ++result_.consumed; }
  bool literal(std::string_view wanted) {
    for (const char w : wanted) {
      char c = 0;
      if (!peek(c)) return false;
      if (c != w) return stop(End::malformed);
      skip();
    }
    return true;
  }

  /// chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF, or last-chunk, trailer-section and CRLF.
  bool chunk() {
    std::uint64_t size = 0;
    if (!chunk_size(size) || !extensions() || !literal("\r\n")) return false;
    if (size == 0) {
      while (trailer()) continue;
      return false;
    }
    const std::string_view data = text_.substr(result_.consumed).substr(0, size);
    result_.data += data;
    result_.consumed += data.size();
    return literal("\r\n");
  }

  bool chunk_size(std::uint64_t& size) {
    std::size_t digits = 0;
    for (char c = 0;; ++digits, skip()) {
      if (!peek(c)) return false;
      const std::size_t value = kHexDigits.find(c);
      if (value == std::string_view::npos) break;
      if (digits == kMostSizeDigits) return stop(End::malformed);
      size = size << 4 | (value & 0xf);
    }
    const bool ends_well = digits > 0 && is_one_of(text_[result_.consumed], "\r;");
    return ends_well || stop(End::malformed);
  }

  /// What stands before the CR; the caller has seen that it begins with a semicolon.
  bool extensions() {
    bool quoted = false;
    bool escaped = false;
    for (char c = 0; peek(c); skip(), ++extension_bytes_) {
      if (c == '\r' && !quoted) return true;
      const bool allowed = is_text(c) && (quoted || !is_above_ascii(c));
      if (!allowed || extension_bytes_ == kMostExtensionBytes) return stop(End::malformed);
      if (escaped) {
        escaped = false;
      } else if (c == '"') {
        quoted = !quoted;
      } else {
        escaped = quoted && c == '\\';
      }
    }
    return false;
  }

  /// trailer-section = *( field-line CRLF ), then the CRLF that ends the body.
  bool trailer() {
    char c = 0;
    if (!peek(c)) return false;
    if (c == '\r') return literal("\r\n") && stop(End::done);
    if (is_one_of(c, ": \t\n")) return stop(End::malformed);
    if (trailer_fields_ == 0) return stop(End::trailers_too_large);
    --trailer_fields_;
    bool in_name = true;
    for (; peek(c); skip(), --trailer_bytes_) {
      if (trailer_bytes_ == 0) return stop(End::trailers_too_large);
      if (!in_name && c == '\r') return trailer_end();
      if (in_name ? c != ':' && !is_one_of(c, kTokenChars) : !is_text(c)) return stop(End::malformed);
      in_name = in_name && c != ':';
    }
    return false;
  }

  bool trailer_end() {
    char c = 0;
    skip();
    --trailer_bytes_;
    if (!peek(c)) return false;
    if (trailer_bytes_ == 0) return stop(End::trailers_too_large);
    --trailer_bytes_;
    return literal("\n");
  }

  std::string_view text_;
  ReferenceChunked result_;
  std::size_t extension_bytes_ = 0;
  std::size_t trailer_bytes_;
  std::size_t trailer_fields_;
};

}  // namespace

ReferenceChunked read_chunked(std::string_view text, std::size_t trailer_bytes, std::size_t trailer_fields) {
  return Reader(text, trailer_bytes, trailer_fields).read();
}

}  // namespace ladder::fuzz
