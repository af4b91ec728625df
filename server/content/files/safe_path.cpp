#include "content/files/safe_path.hpp"

#include <optional>

#include "content/utf8.hpp"
#include "http/syntax.hpp"

namespace ladder::content {
namespace {

constexpr std::string_view kIndexName = "index.html";

struct Decoded {
  std::string text;
  bool has_encoded_slash = false;
};

//! [percent-decode]
// Once and only once: what decodes to "%2e" is a file name with a percent sign in it.
std::optional<Decoded> percent_decode(std::string_view encoded) {
  Decoded decoded;
  decoded.text.reserve(encoded.size() + kIndexName.size());
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    char c = encoded[i];
    if (c == '%') {
      if (encoded.size() - i < 3) return std::nullopt;
      const int high = http::hex_value(encoded[i + 1]);
      const int low = http::hex_value(encoded[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      if (c == '/') decoded.has_encoded_slash = true;
      i += 2;
    }
    decoded.text.push_back(c);
  }
  return decoded;
}
//! [percent-decode]

// C0, DEL, and C1 in its UTF-8 form (U+0080 to U+009F): none belongs in a file name, all can confuse a
// terminal.
bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7f) return true;
    if (c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

//! [error-in-segments]
// `path` begins with a slash; its last segment may be empty (a trailing slash), no other.
std::string_view error_in_segments(std::string_view path) {
  path.remove_prefix(1);
  for (;;) {
    const std::size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    if (segment == "." || segment == "..") return "Paths with . or .. segments are not served.";
    if (slash == std::string_view::npos) return {};
    if (segment.empty()) return "Paths with empty segments are not served.";
    path.remove_prefix(slash + 1);
  }
}
//! [error-in-segments]

//! [hidden]
// What begins with a dot is not meant to be seen (.git, .htpasswd, an editor's copy), but for the one
// directory that the web itself knows (RFC 8615).
bool has_hidden_segment(std::string_view path) {
  constexpr std::string_view kWellKnown = "/.well-known/";
  if (path.starts_with(kWellKnown)) path.remove_prefix(kWellKnown.size() - 1);
  return path.find("/.") != std::string_view::npos;
}
//! [hidden]

ResourcePath refused(http::Status status, std::string_view error) { return {status, error, {}, false}; }

bool stays_in_path(char c) { return c == '/' || (http::is_path_char(c) && c != '%'); }

}  // namespace

//! [validate-path]
ResourcePath validate_resource_path(std::string_view encoded_path, const Extensions& allowed) {
  using http::Status;
  if (!encoded_path.starts_with('/')) return refused(Status::bad_request, "The path does not begin with /.");
  std::optional<Decoded> decoded = percent_decode(encoded_path);
  if (!decoded) return refused(Status::bad_request, "The path holds a malformed percent-encoding.");
  std::string& path = decoded->text;
  if (has_control_character(path)) {
    return refused(Status::bad_request, "The path holds a control character.");
  }
  if (!is_valid_utf8(path)) return refused(Status::bad_request, "The path is not valid UTF-8.");
  if (decoded->has_encoded_slash) return refused(Status::forbidden, "The path holds an encoded slash.");
  if (path.find('\\') != std::string::npos) {
    return refused(Status::forbidden, "The path holds a backslash.");
  }
  const std::string_view error = error_in_segments(path);
  if (!error.empty()) return refused(Status::forbidden, error);

  if (has_hidden_segment(path)) return refused(Status::not_found, {});

  if (path.back() == '/') path += kIndexName;
  path.erase(0, 1);
  if (!allowed.contains(extension_of(path))) {
    return {Status::forbidden, "Files of this type are not served.", std::move(path), true};
  }
  return {Status::ok, {}, std::move(path), false};
}
//! [validate-path]

std::string canonical_path(std::string_view encoded_path, std::string_view relative) {
  constexpr char kHex[] = "0123456789ABCDEF";
  if (encoded_path.ends_with('/')) relative.remove_suffix(kIndexName.size());
  std::string path = "/";
  for (const char c : relative) {
    if (stays_in_path(c)) {
      path.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      path.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  return path;
}

}  // namespace ladder::content
