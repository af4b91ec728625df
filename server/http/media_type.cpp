/// \file
/// Media types: one reader for Content-Type and for the members of Accept. Sources: RFC 9110
/// sections 5.6.4, 5.6.6, 8.3.1, 12.4.2 and 12.5.1. Opened in stage 07.
#include "http/media_type.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "http/quality.hpp"
#include "http/syntax.hpp"

namespace ladder::http {

namespace {

// Real media types have one or two parameters. Each is compared with those before it, so without a bound a
// head of 32 KiB would cost some 30 million comparisons.
constexpr std::size_t kMaxParameters = 16;

struct Parameter {
  std::string_view name;
  std::string value;  // unquoted
};

struct Reading {
  std::string_view type;
  std::string_view subtype;
  std::vector<Parameter> parameters;

  const Parameter* find(std::string_view name) const {
    const auto found = std::ranges::find_if(parameters, [name](const Parameter& parameter) {
      return equals_ignoring_case(parameter.name, name);
    });
    return found == parameters.end() ? nullptr : &*found;
  }
};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), to_lower);
  return lower;
}

std::string_view take_token(std::string_view& rest) {
  const auto end = std::ranges::find_if_not(rest, is_token_char);
  const std::string_view token = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(token.size());
  return token;
}

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

std::optional<Reading> read(std::string_view rest) {
  Reading reading;
  rest = trim(rest);
  reading.type = take_token(rest);
  if (reading.type.empty() || !take(rest, '/')) return std::nullopt;
  reading.subtype = take_token(rest);
  if (reading.subtype.empty()) return std::nullopt;
  for (skip_space(rest); !rest.empty(); skip_space(rest)) {
    if (!take(rest, ';')) return std::nullopt;
    skip_space(rest);
    if (rest.empty() || rest.front() == ';') continue;  // parameters may be empty
    auto parameter = take_parameter(rest);
    if (!parameter || reading.find(parameter->name) || reading.parameters.size() == kMaxParameters)
      return std::nullopt;
    reading.parameters.push_back(std::move(*parameter));
  }
  return reading;
}

/// Takes one member off the front of a list; a comma in a quoted-string belongs to its parameter.
std::string_view take_member(std::string_view& rest) {
  std::size_t length = 0;
  bool quoted = false;
  for (; length < rest.size() && (quoted || rest[length] != ','); ++length) {
    if (rest[length] == '"') quoted = !quoted;
    if (quoted && rest[length] == '\\' && length + 1 < rest.size()) ++length;
  }
  const std::string_view member = rest.substr(0, length);
  rest.remove_prefix(std::min(length + 1, rest.size()));
  return member;
}

/// What Accept says of one media type: the word of the most specific range that covers it.
struct Preference {
  enum Specificity { unmentioned, any, any_subtype, exact };  // ordered
  Specificity specificity = unmentioned;
  int quality = 0;
  std::size_t position = 0;

  /// "*/*" names nothing.
  bool named() const { return specificity >= any_subtype; }
};

Preference::Specificity specificity(const Reading& range, std::string_view type, std::string_view subtype) {
  if (range.type == "*") return range.subtype == "*" ? Preference::any : Preference::unmentioned;
  if (!equals_ignoring_case(range.type, type)) return Preference::unmentioned;
  if (range.subtype == "*") return Preference::any_subtype;
  return equals_ignoring_case(range.subtype, subtype) ? Preference::exact : Preference::unmentioned;
}

/// Parameters other than q do not narrow a range here: we have one JSON and one HTML to offer.
Preference preference(const Request& request, std::string_view type, std::string_view subtype) {
  Preference best;
  std::size_t position = 0;
  for (const Field& field : request.fields) {
    if (!equals_ignoring_case(field.name, "Accept")) continue;
    for (std::string_view rest = field.value; !rest.empty(); ++position) {
      const auto range = read(take_member(rest));
      if (!range) continue;
      const Parameter* weight = range->find("q");
      const auto quality = weight ? parse_quality(weight->value) : kFullQuality;
      const auto how = specificity(*range, type, subtype);
      if (!quality || how == Preference::unmentioned) continue;
      if (how > best.specificity || (how == best.specificity && *quality > best.quality))
        best = {how, *quality, position};
    }
  }
  return best;
}

}  // namespace

std::optional<MediaType> parse_media_type(std::string_view value) {
  const auto reading = read(value);
  if (!reading) return std::nullopt;
  MediaType media;
  media.type = lower_case(reading->type);
  media.subtype = lower_case(reading->subtype);
  const Parameter* charset = reading->find("charset");
  const Parameter* boundary = reading->find("boundary");
  // Given, but empty (""), would read as not given.
  if ((charset && charset->value.empty()) || (boundary && boundary->value.empty())) return std::nullopt;
  if (charset) media.charset = lower_case(charset->value);
  if (boundary) media.boundary = boundary->value;
  return media;
}

bool prefers_json(const Request& request) {
  const Preference json = preference(request, "application", "json");
  const Preference html = preference(request, "text", "html");
  if (json.quality != html.quality) return json.quality > html.quality;
  if (json.quality == 0 || !json.named()) return false;
  return !html.named() || json.position < html.position;
}

}  // namespace ladder::http
