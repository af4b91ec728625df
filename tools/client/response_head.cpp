#include "client/response_head.hpp"

#include <algorithm>
#include <charconv>

namespace ladder::tools {
namespace {

constexpr int kSwitchingProtocols = 101;
constexpr int kNoContent = 204;
constexpr int kNotModified = 304;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool contains(const std::vector<std::string_view>& values, std::string_view token) {
  return std::any_of(values.begin(), values.end(),
                     [token](auto value) { return equal_ignoring_case(value, token); });
}

std::uint64_t parse_length(const std::vector<std::string_view>& values) {
  const auto first = values.front();
  // RFC 9112 section 6.3, case 5: a repeated length may be taken if all copies agree.
  if (first.empty() || std::any_of(values.begin(), values.end(), [&](auto v) { return v != first; })) {
    throw BadAnswer("Content-Length is empty, or given twice with different values");
  }
  std::uint64_t length_bytes = 0;
  const auto result = std::from_chars(first.data(), first.data() + first.size(), length_bytes);
  if (result.ec != std::errc() || result.ptr != first.data() + first.size()) {
    throw BadAnswer("Content-Length is not a number: " + std::string(first));
  }
  return length_bytes;
}

}  // namespace

bool ResponseHead::is_interim() const { return status < 200 && status != kSwitchingProtocols; }

std::vector<std::string_view> ResponseHead::list(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& field : fields) {
    if (!equal_ignoring_case(field.name, name)) continue;
    std::string_view rest = field.value;
    for (auto comma = rest.find(','); comma != std::string_view::npos; comma = rest.find(',')) {
      values.push_back(trimmed(rest.substr(0, comma)));
      rest.remove_prefix(comma + 1);
    }
    values.push_back(trimmed(rest));
  }
  return values;
}

std::string_view ResponseHead::value(std::string_view name) const {
  const auto field = std::find_if(fields.begin(), fields.end(),
                                  [name](const Field& f) { return equal_ignoring_case(f.name, name); });
  return field == fields.end() ? std::string_view() : std::string_view(field->value);
}

bool ResponseHead::keeps_connection() const {
  const auto options = list("Connection");
  if (status == kSwitchingProtocols || contains(options, "close")) return false;
  return minor_version >= 1 || contains(options, "keep-alive");
}

ResponseHead parse_status_line(std::string_view line) {
  constexpr std::size_t kShortest = std::string_view("HTTP/1.1 200").size();
  const bool is_status_line = line.size() >= kShortest && line.starts_with("HTTP/1.") && is_digit(line[7]) &&
                              line[8] == ' ' && line[9] >= '1' && line[9] <= '9' && is_digit(line[10]) &&
                              is_digit(line[11]) && (line.size() == kShortest || line[kShortest] == ' ');
  if (!is_status_line) throw BadAnswer("it does not begin with a status line such as \"HTTP/1.1 200 OK\"");
  ResponseHead head;
  head.status_line = line;
  head.minor_version = line[7] - '0';
  head.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  return head;
}

// The cases stand in the order of RFC 9112 section 6.3.
BodyFraming body_framing(const ResponseHead& head, std::string_view request_method) {
  using Kind = BodyFraming::Kind;
  const bool is_success = head.status >= 200 && head.status < 300;
  if (request_method == "HEAD" || head.status < 200 || head.status == kNoContent ||
      head.status == kNotModified)
    return {};
  if (request_method == "CONNECT" && is_success) return {};
  if (const auto codings = head.list("Transfer-Encoding"); !codings.empty()) {
    return {equal_ignoring_case(codings.back(), "chunked") ? Kind::chunked : Kind::until_close, 0};
  }
  if (const auto lengths = head.list("Content-Length"); !lengths.empty())
    return {Kind::length, parse_length(lengths)};
  return {Kind::until_close, 0};
}

}  // namespace ladder::tools
