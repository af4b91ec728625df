#include "network/field.hpp"

#include <algorithm>
#include <stdexcept>

namespace ladder::tools {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_token_character(char c) {
  const char letter = lower(c);
  return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') ||
         (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Field parse_field(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) throw std::invalid_argument("a field line has no colon");
  const auto name = line.substr(0, colon);
  if (!is_token(name))
    throw std::invalid_argument("the name of a field is empty or has forbidden characters");
  const auto value = trimmed(line.substr(colon + 1));
  if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    throw std::invalid_argument("the value of a field has a line end or NUL in it");
  }
  return {std::string(name), std::string(value)};
}

}  // namespace ladder::tools
