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
    const bool ends_well = digits > 0 && is_one_of(text_[result_.consumed], "\r; \t");
    return ends_well || stop(End::malformed);
  }

  /// chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] ), up to the CR behind it.
  bool extensions() {
    char c = 0;
    while (peek(c)) {
      if (c == '\r') return true;
      if (!extension()) return false;
    }
    return false;
  }

  bool extension() {
    char c = 0;
    if (!white_space() || !counted(';') || !white_space() || !token() || !peek(c)) return false;
    if (c == '\r' || c == ';') return true;
    const std::size_t name_end = result_.consumed;
    if (!white_space() || !peek(c)) return false;
    if (c == ';' && result_.consumed > name_end) return true;
    if (!counted('=') || !white_space() || !peek(c)) return false;
    return c == '"' ? quoted_string() : token();
  }

  /// One byte of an extension, which counts; it must be there for that.
  bool take() {
    if (extension_bytes_ == kMostExtensionBytes) return stop(End::malformed);
    ++extension_bytes_;
    skip();
    return true;
  }
  bool counted(char wanted) {
    char c = 0;
    if (!peek(c)) return false;
    return c == wanted ? take() : stop(End::malformed);
  }
  bool white_space() {
    for (char c = 0; peek(c);) {
      if (!is_one_of(c, " \t")) return true;
      if (!take()) return false;
    }
    return false;
  }
  bool token() {
    std::size_t length = 0;
    for (char c = 0; peek(c); ++length) {
      if (!is_one_of(c, kTokenChars)) return length > 0 || stop(End::malformed);
      if (!take()) return false;
    }
    return false;
  }
  bool quoted_string() {
    bool escaped = false;
    if (!counted('"')) return false;
    for (char c = 0; peek(c);) {
      if (!is_text(c)) return stop(End::malformed);
      if (!take()) return false;
      if (c == '"' && !escaped) return true;
      escaped = c == '\\' && !escaped;
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
