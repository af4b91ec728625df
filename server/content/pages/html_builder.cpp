#include "content/pages/html_builder.hpp"

namespace ladder::content {
namespace {

// Browsers ask for /favicon.ico if a page names no picture of its own, and .ico is not served.
constexpr std::string_view kIcon = "<link rel=\"icon\" href=\"data:,\">";

// Inline, so that an error page is one answer and needs no second request (which might fail as well).
constexpr std::string_view kStyle =
    "body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f6f7f9;color:#1d2433;"
    "font:17px/1.6 system-ui,sans-serif}"
    "main{max-width:34rem;margin:1rem;padding:clamp(1.25rem,6vw,2.5rem);background:#fff;border-radius:12px;"
    "border-top:4px solid #2f6fde;box-shadow:0 2px 14px rgba(20,30,60,.08);overflow-wrap:anywhere}"
    "h1{margin:0 0 .6rem;font-size:1.6rem;line-height:1.25}p{margin:.6rem 0}a{color:#2f6fde}"
    "@media(prefers-color-scheme:dark){body{background:#14171f;color:#dfe4ee}main{background:#1d222d}"
    "a{color:#7fabff}}";

}  // namespace

HtmlBuilder::HtmlBuilder(std::string_view title) {
  html_.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
      .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
      .append(escape(title))
      .append("</title>\n")
      .append(kIcon)
      .append("<style>")
      .append(kStyle)
      .append("</style>\n</head>\n<body>\n<main>\n");
}

HtmlBuilder& HtmlBuilder::heading(std::string_view text) {
  html_.append("<h1>").append(escape(text)).append("</h1>\n");
  return *this;
}

HtmlBuilder& HtmlBuilder::paragraph(std::string_view text) {
  html_.append("<p>").append(escape(text)).append("</p>\n");
  return *this;
}

HtmlBuilder& HtmlBuilder::link(std::string_view href, std::string_view text) {
  html_.append("<p><a href=\"").append(escape(href)).append("\">").append(escape(text)).append("</a></p>\n");
  return *this;
}

std::string HtmlBuilder::page() && {
  html_.append("</main>\n</body>\n</html>\n");
  return std::move(html_);
}

std::string HtmlBuilder::escape(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace ladder::content
