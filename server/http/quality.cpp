#include "http/quality.hpp"

#include <algorithm>

#include "http/syntax.hpp"

namespace ladder::http {

std::optional<int> parse_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int thousandths = (text[0] - '0') * kFullQuality;
  int place = 100;
  for (const char c : text.substr(std::min<std::size_t>(text.size(), 2))) {
    if (!is_digit(c)) return std::nullopt;
    thousandths += (c - '0') * place;
    place /= 10;
  }
  return thousandths <= kFullQuality ? std::optional(thousandths) : std::nullopt;
}

}  // namespace ladder::http
