#include "support/wire_response.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <ctime>

namespace ladder::test {

namespace {

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool is_name_char(unsigned char c) {
  return std::isalnum(c) != 0 ||
         std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
}

[[noreturn]] void refuse(std::string_view why, std::string_view line) {
  throw BadResponse(std::string(why) + ": " + std::string(line.substr(0, 200)));
}

/// status-line = HTTP-version SP status-code SP [ reason-phrase ]
void read_status_line(std::string_view line, WireResponse& response) {
  if (!line.starts_with("HTTP/1.1 ") || line.size() < 13 || line[12] != ' ')
    refuse("not a status line", line);
  const std::string_view digits = line.substr(9, 3);
  for (const char c : digits)
    if (c < '0' || c > '9') refuse("not a status code", line);
  (void)std::from_chars(digits.data(), digits.data() + 3, response.status);
  if (response.status < 100 || response.status > 599) refuse("not a status code", line);
  response.status_line = line;
}

void read_field(std::string_view line, WireResponse& response) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == line.npos) refuse("not a field line", line);
  const std::string_view name = line.substr(0, colon);
  std::string_view value = line.substr(colon + 1);
  if (!std::ranges::all_of(name, [](char c) { return is_name_char(static_cast<unsigned char>(c)); }))
    refuse("not a field name", line);
  // This server writes one space and none at the end: anything else is an accident.
  if (!value.starts_with(' ') || value.size() < 2 || value[1] == ' ' || value.back() == ' ')
    refuse("not one space before the value, or no value", line);
  value.remove_prefix(1);
  response.fields.emplace_back(name, value);
}

/// The head without its empty line.
WireResponse read_head(std::string_view head) {
  WireResponse response;
  for (bool first = true; !head.empty(); first = false) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (std::ranges::any_of(line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
      refuse("a control character in the head", line);
    if (first) {
      read_status_line(line, response);
    } else {
      read_field(line, response);
    }
  }
  return response;
}

bool forbids_length(int status) { return status < 200 || status == 204; }

std::size_t body_bytes(const WireResponse& response, std::string_view method) {
  const auto length = response.find("Content-Length");
  if (response.find("Transfer-Encoding"))
    refuse("a transfer coding that nobody asked for", response.status_line);
  if (forbids_length(response.status)) {
    if (length) refuse("Content-Length is forbidden in", response.status_line);
    return 0;
  }
  if (response.status == 304 && !length) return 0;
  if (!length) refuse("no Content-Length in", response.status_line);
  std::size_t bytes = 0;
  const auto [end, error] = std::from_chars(length->data(), length->data() + length->size(), bytes);
  if (error != std::errc() || end != length->data() + length->size()) refuse("not a Content-Length", *length);
  return method == "HEAD" || response.status == 304 ? 0 : bytes;
}

/// Sun, 06 Nov 1994 08:49:37 GMT: read by strptime, written again, the same.
bool is_imf_fixdate(const std::string& text) {
  std::tm time{};
  constexpr const char* kForm = "%a, %d %b %Y %H:%M:%S GMT";
  const char* const end = ::strptime(text.c_str(), kForm, &time);
  if (end == nullptr || *end != '\0') return false;
  const std::time_t seconds = ::timegm(&time);
  std::tm again{};
  char written[64];
  (void)::gmtime_r(&seconds, &again);  // fails only for years beyond an int
  return std::strftime(written, sizeof written, kForm, &again) != 0 && text == written;
}

}  // namespace

std::optional<std::string> WireResponse::find(std::string_view name) const {
  std::optional<std::string> value;
  for (const auto& [key, text] : fields) {
    if (!same_name(key, name)) continue;
    if (value) throw BadResponse("the field stands there twice: " + key);
    value = text;
  }
  return value;
}

std::optional<WireResponse> take_response(std::string& bytes, std::string_view method) {
  const std::string_view begin = "HTTP/1.1 ";
  const std::size_t seen = std::min(bytes.size(), begin.size());
  if (bytes.compare(0, seen, begin.substr(0, seen)) != 0) throw BadResponse("this is no response");
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  WireResponse response = read_head(std::string_view(bytes).substr(0, end + 2));
  const std::size_t length = body_bytes(response, method);
  if (bytes.size() - end - 4 < length) return std::nullopt;
  response.body = bytes.substr(end + 4, length);
  bytes.erase(0, end + 4 + length);
  return response;
}

void check_always(const WireResponse& response) {
  if (response.interim()) {
    if (!response.fields.empty()) throw BadResponse("fields in an interim response");
    return;
  }
  const auto date = response.find("Date");
  if (!date || !is_imf_fixdate(*date))
    throw BadResponse("no Date, or not an IMF-fixdate: " + date.value_or(""));
  if (!response.find("Server")) throw BadResponse("no Server field");
  const auto connection = response.find("Connection");
  if (!connection || (*connection != "close" && *connection != "keep-alive"))
    throw BadResponse("Connection is neither close nor keep-alive: " + connection.value_or(""));
}

}  // namespace ladder::test
