#include "http/response_builder.hpp"

#include <array>
#include <charconv>

namespace ladder::http {

HttpResponseBuilder& HttpResponseBuilder::status_line(Status status) {
  const unsigned number = code(status);
  const std::array<char, 3> digits{static_cast<char>('0' + number / 100),
                                   static_cast<char>('0' + number / 10 % 10),
                                   static_cast<char>('0' + number % 10)};
  out_.append("HTTP/1.1 ").append(digits.data(), digits.size()).append(" ");
  out_.append(reason_phrase(status)).append("\r\n");
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
  out_.append(lines);
  return *this;
}

void HttpResponseBuilder::end() { out_.append("\r\n"); }

}  // namespace ladder::http
