/// \file
/// HtmlBuilder: small complete HTML pages in one look. All text that is put in is escaped. Opened in stage
/// 06.
#pragma once

#include <string>
#include <string_view>

namespace ladder::content {

/// Builds one page from top to bottom. One object a page, one thread.
///
/// \par Example
/// \snippet examples/content.cpp html-builder
class HtmlBuilder {
 public:
  /// Begins a page with this title, and with the one style sheet inline: an error page must not need another
  /// request.
  explicit HtmlBuilder(std::string_view title);

  /// An `h1`. `text` is plain text.
  HtmlBuilder& heading(std::string_view text);
  /// A `p`. `text` is plain text, also where it comes from a peer.
  HtmlBuilder& paragraph(std::string_view text);
  /// A link in a paragraph of its own. `href` is written by us, never taken from a peer.
  HtmlBuilder& link(std::string_view href, std::string_view text);

  /// The finished page; the builder is used up.
  std::string page() &&;

  /// `text` with & < > " ' as character references: safe in text and in quoted attributes. Any thread.
  static std::string escape(std::string_view text);

 private:
  std::string html_;
};

}  // namespace ladder::content
