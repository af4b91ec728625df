/// \file
/// File name extensions: which of them are served, and as what media type. Opened in stage 06.
/// Sources: RFC 9110 section 8.3, the IANA registry of media types.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ladder::content {

/// The extension of a path's last segment, without the dot, as it is spelled; empty if there is none. The dot
/// of a hidden file (".html") begins no extension. Any thread.
std::string_view extension_of(std::string_view path);

/// The value of Content-Type for an extension in any case; application/octet-stream if it is unknown. Any
/// thread.
std::string_view media_type_of(std::string_view extension);

/// True if a browser shows it (html); everything else is offered as a download. Any thread.
bool is_shown_inline(std::string_view extension);

/// The allow-list of extensions. Built at start, then read by any thread.
///
/// \par Example
/// \snippet examples/content.cpp mime-types
class Extensions {
 public:
  /// html, txt, png, jpg, jpeg: the specification's list.
  Extensions();

  /// Reads "html,txt,png": in any case, spaces around and a dot before each are passed over.
  /// Throws std::invalid_argument if it is empty or an extension holds anything but letters and digits.
  static Extensions parse(std::string_view list);

  /// In any case; false for the empty extension.
  bool contains(std::string_view extension) const;

  /// In lower case, without dots, in the order they were given.
  const std::vector<std::string>& names() const { return names_; }

 private:
  explicit Extensions(std::vector<std::string> names) : names_(std::move(names)) {}
  std::vector<std::string> names_;  // lower case; a dozen at most, so a search beats a hash
};

}  // namespace ladder::content
