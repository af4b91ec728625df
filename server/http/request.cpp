/// \file
/// Looking fields up. A head has at most Limits::fields of them, so a scan beats any index. Opened in stage
/// 05.
#include "http/request.hpp"

#include <algorithm>

#include "http/syntax.hpp"

namespace ladder::http {

std::optional<std::string_view> Request::find(std::string_view name) const {
  for (const Field& field : fields)
    if (equals_ignoring_case(field.name, name)) return field.value;
  return std::nullopt;
}

std::size_t Request::count(std::string_view name) const {
  std::size_t found = 0;
  for (const Field& field : fields)
    if (equals_ignoring_case(field.name, name)) ++found;
  return found;
}

bool Request::lists_token(std::string_view name, std::string_view token) const {
  for (const Field& field : fields) {
    if (!equals_ignoring_case(field.name, name)) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      if (equals_ignoring_case(trim(rest.substr(0, comma)), token)) return true;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return false;
}

}  // namespace ladder::http
