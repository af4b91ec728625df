#include "fuzz/reference_head.hpp"

#include <algorithm>

#include "fuzz/reference_target.hpp"

namespace ladder::fuzz {
namespace {

constexpr std::size_t kMostEmptyLines = 4;
/// What a request line may have beside its target, its CRLF included.
constexpr std::size_t kRequestLineSlackBytes = 100;

std::string_view without_space(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

/// Takes what stands before `separator` off the front, and the separator; all of it if there is none.
std::string_view take_until(std::string_view& rest, std::string_view separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + separator.size());
  return taken;
}

bool is_clean(std::string_view line) {
  return std::ranges::all_of(line, [](unsigned char c) { return c == '\t' || (c >= 0x20 && c != 0x7f); });
}

bool read_request_line(std::string_view line, ReferenceHead& head) {
  head.request_line = line;
  if (std::ranges::count(line, ' ') != 2) return false;
  head.method = take_until(line, " ");
  head.target = take_until(line, " ");
  if (line.size() != 8 || !line.starts_with("HTTP/1.") || line[7] < '0' || line[7] > '9') return false;
  head.minor_version = line[7] - '0';
  return is_token(head.method) && is_target(head.method, head.target);
}

bool read_field(std::string_view line, ReferenceHead& head) {
  if (line.find(':') == std::string_view::npos) return false;
  const std::string_view name = take_until(line, ":");
  head.fields.emplace_back(name, without_space(line));
  return is_token(name);
}

bool has_host_as_it_must(const ReferenceHead& head) {
  const auto hosts = head.values("host");
  if (hosts.empty()) return head.minor_version == 0;
  return hosts.size() == 1 && is_authority(hosts.front());
}

bool within(const ReferenceHead& head, const http::Limits& limits) {
  return head.target.size() <= limits.target_bytes && head.fields.size() <= limits.fields &&
         head.request_line.size() + 2 <= limits.target_bytes + kRequestLineSlackBytes;
}

}  // namespace

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return lower;
}

std::vector<std::string_view> ReferenceHead::values(std::string_view name) const {
  std::vector<std::string_view> found;
  for (const auto& [field, value] : fields)
    if (lowered(field) == name) found.push_back(value);
  return found;
}

bool ReferenceHead::lists(std::string_view name, std::string_view element) const {
  for (std::string_view list : values(name))
    while (!list.empty())
      if (lowered(without_space(take_until(list, ","))) == element) return true;
  return false;
}

std::optional<ReferenceHead> read_head(std::string_view text, const http::Limits& limits) {
  std::size_t begin = 0;
  while (text.substr(begin).starts_with("\r\n")) begin += 2;
  const std::size_t end = text.find("\r\n\r\n", begin);
  if (begin > 2 * kMostEmptyLines || end == std::string_view::npos) return std::nullopt;
  ReferenceHead head;
  head.head_bytes = end + 4;
  if (head.head_bytes > limits.head_bytes) return std::nullopt;

  std::string_view lines = text.substr(begin, end - begin);
  bool valid = true;
  for (bool first = true; valid && !lines.empty(); first = false) {
    const std::string_view line = take_until(lines, "\r\n");
    valid = is_clean(line) && (first ? read_request_line(line, head) : read_field(line, head));
  }
  if (!valid || !within(head, limits) || !has_host_as_it_must(head)) return std::nullopt;
  return head;
}

}  // namespace ladder::fuzz
