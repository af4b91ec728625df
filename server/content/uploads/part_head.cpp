#include "content/uploads/part_head.hpp"

#include <algorithm>

#include "http/parameters.hpp"
#include "http/syntax.hpp"

namespace ladder::content {
namespace {

PartHead malformed(std::string_view error) { return {{}, {}, error}; }

PartHead read_disposition(std::string_view value) {
  if (!http::equals_ignoring_case(http::take_token(value), "form-data"))
    return malformed("a part is not form-data");
  const auto parameters = http::Parameters::read(value);
  if (!parameters) return malformed("the Content-Disposition of a part is malformed");
  const std::string* name = parameters->find("name");
  if (name == nullptr) return malformed("a part has no name");
  if (parameters->find("filename*") != nullptr) return malformed("a part has a filename*");
  PartHead head;
  head.name = *name;
  if (const std::string* filename = parameters->find("filename")) head.filename = *filename;
  return head;
}

}  // namespace

PartHead parse_part_head(std::string_view lines) {
  std::optional<PartHead> head;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find("\r\n"));
    lines.remove_prefix(std::min(line.size() + 2, lines.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !http::is_token(line.substr(0, colon)))
      return malformed("a field line of a part is malformed");
    const std::string_view value = http::trim(line.substr(colon + 1));
    if (!std::ranges::all_of(value, http::is_field_value_char))
      return malformed("a field value of a part holds a control character");
    if (!http::equals_ignoring_case(line.substr(0, colon), "Content-Disposition")) continue;
    if (head) return malformed("a part has two Content-Dispositions");
    head = read_disposition(value);
    if (!head->error.empty()) return *head;
  }
  return head ? *head : malformed("a part has no Content-Disposition");
}

}  // namespace ladder::content
