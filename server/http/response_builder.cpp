#include "http/response_builder.hpp"

#include <array>
#include <cassert>
#include <charconv>

namespace ladder::http {

HttpResponseBuilder& HttpResponseBuilder::status_line(Status status) {
  const std::string_view line = http::status_line(status);
  if (!line.empty()) {
    out_.append(line);
  } else {  // a number cast to Status: RFC 9112 section 4 lets the phrase be empty
    assert(code(status) >= 100 && code(status) <= 999);
    out_.append("HTTP/1.1 ").append(std::to_string(code(status))).append(" \r\n");
  }
  return *this;
}

HttpResponseBuilder& HttpResponseBuilder::field(std::string_view name, std::string_view value) {
  out_.append(name).append(": ").append(value).append("\r\n");
  return *this;
}

HttpResponseBuilder& HttpResponseBuilder::field(std::string_view name, std::uint64_t value) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return field(name, std::string_view(digits.data(), end));
}

HttpResponseBuilder& HttpResponseBuilder::ready_fields(std::string_view lines) {
  if (!lines.empty()) out_.append(lines);
  return *this;
}

void HttpResponseBuilder::end() { out_.append("\r\n"); }

}  // namespace ladder::http
