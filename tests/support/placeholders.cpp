#include "support/placeholders.hpp"

#include <stdexcept>

namespace ladder::test {

namespace {

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

/// Replaces each `{word:argument}` by make(argument). The argument ends at the first closing brace.
template <class Make>
void replace_calls(std::string& text, std::string_view opening, Make make) {
  for (std::size_t at = text.find(opening); at != std::string::npos; at = text.find(opening, at)) {
    const std::size_t begin = at + opening.size();
    const std::size_t end = text.find('}', begin);
    if (end == std::string::npos) throw std::invalid_argument("a brace is not closed");
    const std::string made = make(text.substr(begin, end - begin));
    text.replace(at, end + 1 - at, made);
    at += made.size();
  }
}

std::string repeated(const std::string& argument) {
  const std::size_t colon = argument.rfind(':');
  if (colon == std::string::npos) throw std::invalid_argument("it is {repeat:text:count}");
  std::string text;
  for (unsigned long count = std::stoul(argument.substr(colon + 1)); count > 0; --count)
    text.append(argument, 0, colon);
  return text;
}

}  // namespace

std::string fill_in(std::string_view text, std::string_view host, const WireResponse& last) {
  std::string filled(text);
  replace_all(filled, "{host}", host);
  replace_all(filled, "{port}", host.substr(host.rfind(':') + 1));
  const auto last_field = [&](const std::string& name) {
    const auto value = last.find(name);
    if (!value) throw std::invalid_argument("the last response had no " + name);
    return *value;
  };
  replace_calls(filled, "{last:", last_field);
  replace_calls(filled, "{bare:", [&](const std::string& name) {
    const std::string value = last_field(name);
    if (value.size() < 2 || value.front() != '"' || value.back() != '"')
      throw std::invalid_argument("the last " + name + " stands in no quotes");
    return value.substr(1, value.size() - 2);
  });
  replace_calls(filled, "{repeat:", repeated);
  return filled;
}

}  // namespace ladder::test
