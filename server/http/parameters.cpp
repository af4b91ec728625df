#include "http/parameters.hpp"

#include <algorithm>
#include <utility>

#include "http/syntax.hpp"

namespace ladder::http {

namespace {

bool take(std::string_view& rest, char expected) {
  if (!rest.starts_with(expected)) return false;
  rest.remove_prefix(1);
  return true;
}

void skip_space(std::string_view& rest) {
  while (take(rest, ' ') || take(rest, '\t')) continue;
}

/// A quoted-string, whose opening quote has been taken, without its quotes and backslashes.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string value;
  while (!rest.empty()) {
    if (take(rest, '"')) return value;
    take(rest, '\\');
    if (rest.empty() || !is_field_value_char(rest.front())) break;
    value += rest.front();
    rest.remove_prefix(1);
  }
  return std::nullopt;
}

/// name "=" ( token / quoted-string ), no white space around "=".
std::optional<Parameter> take_parameter(std::string_view& rest) {
  Parameter parameter;
  parameter.name = take_token(rest);
  if (parameter.name.empty() || !take(rest, '=')) return std::nullopt;
  if (take(rest, '"')) {
    auto value = take_quoted(rest);
    if (!value) return std::nullopt;
    parameter.value = std::move(*value);
    return parameter;
  }
  parameter.value = take_token(rest);
  if (parameter.value.empty()) return std::nullopt;
  return parameter;
}

}  // namespace

std::string_view take_token(std::string_view& rest) {
  const auto end = std::ranges::find_if_not(rest, is_token_char);
  const std::string_view token = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(token.size());
  return token;
}

std::optional<Parameters> Parameters::read(std::string_view rest) {
  Parameters parameters;
  for (skip_space(rest); !rest.empty(); skip_space(rest)) {
    if (!take(rest, ';')) return std::nullopt;
    skip_space(rest);
    if (rest.empty() || rest.front() == ';') continue;  // parameters may be empty
    auto parameter = take_parameter(rest);
    if (!parameter || parameters.find(parameter->name) || parameters.list_.size() == kMost)
      return std::nullopt;
    parameters.list_.push_back(std::move(*parameter));
  }
  return parameters;
}

const std::string* Parameters::find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      list_, [name](const Parameter& parameter) { return equals_ignoring_case(parameter.name, name); });
  return found == list_.end() ? nullptr : &found->value;
}

}  // namespace ladder::http
