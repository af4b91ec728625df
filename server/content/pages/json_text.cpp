#include "content/pages/json_text.hpp"

#include <nlohmann/json.hpp>

namespace ladder::content {

std::string json_string(std::string_view text) {
  using nlohmann::json;
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

JsonText& JsonText::member(std::string_view name, std::string_view text) {
  return member_json(name, json_string(text));
}

JsonText& JsonText::member(std::string_view name, std::uint64_t number) {
  return member_json(name, std::to_string(number));
}

JsonText& JsonText::member_json(std::string_view name, std::string_view json) {
  if (text_.size() > 1) text_ += ',';
  text_.append(json_string(name)).append(":").append(json);
  return *this;
}

}  // namespace ladder::content
