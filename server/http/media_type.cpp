/// \file
/// Media types: one reader for Content-Type and for the members of Accept. Sources: RFC 9110
/// sections 8.3.1, 12.4.2 and 12.5.1. Opened in stage 07.
#include "http/media_type.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "http/parameters.hpp"
#include "http/quality.hpp"
#include "http/syntax.hpp"

namespace ladder::http {

namespace {

struct Reading {
  std::string_view type;
  std::string_view subtype;
  Parameters parameters;
};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), to_lower);
  return lower;
}

std::optional<Reading> read(std::string_view rest) {
  Reading reading;
  rest = trim(rest);
  reading.type = take_token(rest);
  if (reading.type.empty() || !rest.starts_with('/')) return std::nullopt;
  rest.remove_prefix(1);
  reading.subtype = take_token(rest);
  if (reading.subtype.empty()) return std::nullopt;
  auto parameters = Parameters::read(rest);
  if (!parameters) return std::nullopt;
  reading.parameters = std::move(*parameters);
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
      const std::string* weight = range->parameters.find("q");
      const auto quality = weight ? parse_quality(*weight) : kFullQuality;
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
  const std::string* charset = reading->parameters.find("charset");
  const std::string* boundary = reading->parameters.find("boundary");
  // Given, but empty (""), would read as not given.
  if ((charset && charset->empty()) || (boundary && boundary->empty())) return std::nullopt;
  if (charset) media.charset = lower_case(*charset);
  if (boundary) media.boundary = *boundary;
  return media;
}

bool prefers_json(const Request& request) {
  const Preference json = preference(request, "application", "json");
  const Preference html = preference(request, "text", "html");
  if (json.quality != html.quality) return json.quality > html.quality;
  if (json.quality == 0 || !json.named()) return false;
  return !html.named() || json.position < html.position;
}

bool prefers_html(const Request& request) {
  const Preference json = preference(request, "application", "json");
  const Preference html = preference(request, "text", "html");
  if (html.quality == 0 || !html.named()) return false;
  if (html.quality != json.quality) return html.quality > json.quality;
  return !json.named() || html.position <= json.position;
}

}  // namespace ladder::http
