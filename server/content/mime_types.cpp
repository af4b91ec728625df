#include "content/mime_types.hpp"

#include <algorithm>
#include <stdexcept>

#include "http/syntax.hpp"

namespace ladder::content {
namespace {

struct KnownType {
  std::string_view extension;
  std::string_view media_type;
};
constexpr KnownType kKnownTypes[] = {
    {"html", "text/html; charset=utf-8"},
    {"txt", "text/plain; charset=utf-8"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"css", "text/css; charset=utf-8"},
    {"csv", "text/csv; charset=utf-8"},
    {"gif", "image/gif"},
    {"gz", "application/gzip"},
    {"ico", "image/vnd.microsoft.icon"},
    {"js", "text/javascript; charset=utf-8"},
    {"json", "application/json"},
    {"md", "text/markdown; charset=utf-8"},
    {"mp4", "video/mp4"},
    {"pdf", "application/pdf"},
    {"svg", "image/svg+xml"},
    {"wasm", "application/wasm"},
    {"webp", "image/webp"},
    {"woff2", "font/woff2"},
    {"xml", "application/xml"},
    {"zip", "application/zip"},
};

bool is_letter_or_digit(char c) { return http::is_digit(c) || (c >= 'a' && c <= 'z'); }

std::string read_extension(std::string_view text) {
  std::string_view trimmed = http::trim(text);
  if (trimmed.starts_with('.')) trimmed.remove_prefix(1);
  std::string extension(trimmed);
  std::transform(extension.begin(), extension.end(), extension.begin(), http::to_lower);
  if (extension.empty() || !std::all_of(extension.begin(), extension.end(), is_letter_or_digit)) {
    throw std::invalid_argument("not a file name extension: \"" + std::string(text) + "\"");
  }
  return extension;
}

}  // namespace

std::string_view extension_of(std::string_view path) {
  const std::string_view name = path.substr(path.find_last_of('/') + 1);  // npos + 1 is 0: all of it
  const std::size_t dot = name.find_last_of('.');
  if (dot == std::string_view::npos || dot == 0) return {};
  return name.substr(dot + 1);
}

std::string_view media_type_of(std::string_view extension) {
  for (const KnownType& known : kKnownTypes)
    if (http::equals_ignoring_case(known.extension, extension)) return known.media_type;
  return "application/octet-stream";
}

bool is_shown_inline(std::string_view extension) { return http::equals_ignoring_case(extension, "html"); }

Extensions::Extensions() : names_{"html", "txt", "png", "jpg", "jpeg"} {}

Extensions Extensions::parse(std::string_view list) {
  std::vector<std::string> names;
  for (;;) {
    const std::size_t comma = list.find(',');
    names.push_back(read_extension(list.substr(0, comma)));
    if (comma == std::string_view::npos) return Extensions(std::move(names));
    list.remove_prefix(comma + 1);
  }
}

bool Extensions::contains(std::string_view extension) const {
  return std::any_of(names_.begin(), names_.end(),
                     [&](const std::string& name) { return http::equals_ignoring_case(name, extension); });
}

}  // namespace ladder::content
