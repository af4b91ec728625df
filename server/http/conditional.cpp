/// \file
/// Conditional requests. evaluate_preconditions() is RFC 9110 section 13.2.2 step by step; all else here
/// reads the fields. Opened in stage 06.
#include "http/conditional.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "http/date.hpp"
#include "http/syntax.hpp"

namespace ladder::http {

namespace {

enum class Comparison { strong, weak };

bool is_weak(std::string_view tag) { return tag.starts_with("W/"); }
std::string_view opaque_tag(std::string_view tag) { return is_weak(tag) ? tag.substr(2) : tag; }

/// Section 8.8.3.2. Our own tag is well-formed, so nothing malformed can be equal to it.
bool same_tag(std::string_view asked, std::string_view ours, Comparison comparison) {
  if (ours.empty()) return false;
  if (comparison == Comparison::strong) return !is_weak(asked) && asked == ours;
  return opaque_tag(asked) == opaque_tag(ours);
}

/// Takes one member off the front of a list; a comma between quotes belongs to its tag.
std::string_view take_member(std::string_view& rest) {
  std::size_t length = 0;
  bool quoted = false;
  for (; length < rest.size() && (quoted || rest[length] != ','); ++length)
    if (rest[length] == '"') quoted = !quoted;
  const std::string_view member = rest.substr(0, length);
  rest.remove_prefix(std::min(length + 1, rest.size()));
  return trim(member);
}

bool line_matches(std::string_view line, const Validators& validators, Comparison comparison) {
  while (!line.empty())
    if (same_tag(take_member(line), validators.etag, comparison)) return true;
  return false;
}

/// True if the field (all its lines are one list) is "*" or names the representation. "*" stands alone or is
/// malformed.
bool tags_match(const Request& request, std::string_view name, const Validators& validators,
                Comparison comparison) {
  if (request.count(name) == 1 && trim(*request.find(name)) == "*") return true;
  return std::ranges::any_of(request.fields, [&](const Field& field) {
    return equals_ignoring_case(field.name, name) && line_matches(field.value, validators, comparison);
  });
}

/// Nothing if the field is absent, not a date, or more than one: then it is to be ignored (section 13.1.3).
std::optional<std::time_t> date_of(const Request& request, std::string_view name, std::time_t now) {
  if (request.count(name) != 1) return std::nullopt;
  return parse_date(trim(*request.find(name)), now);
}

/// Steps 1 and 2: may the client's idea of the representation be acted upon at all?
bool is_still_the_one(const Request& request, const Validators& validators, std::time_t now) {
  if (request.find("If-Match")) return tags_match(request, "If-Match", validators, Comparison::strong);
  const auto date = date_of(request, "If-Unmodified-Since", now);
  return !date || validators.last_modified <= *date;
}

//! [is-already-there]
/// Steps 3 and 4: does the client already have it?
bool is_already_there(const Request& request, const Validators& validators, std::time_t now) {
  if (request.find("If-None-Match"))
    return tags_match(request, "If-None-Match", validators, Comparison::weak);
  if (request.method != Method::get && request.method != Method::head) return false;
  const auto date = date_of(request, "If-Modified-Since", now);
  return date && validators.last_modified <= *date;
}
//! [is-already-there]

}  // namespace

//! [preconditions]
Precondition evaluate_preconditions(const Request& request, const Validators& validators, std::time_t now) {
  if (request.method == Method::options) return Precondition::proceed;  // section 13.2.1: selects nothing
  if (!is_still_the_one(request, validators, now)) return Precondition::failed;
  if (!is_already_there(request, validators, now)) return Precondition::proceed;
  const bool reads = request.method == Method::get || request.method == Method::head;
  return reads ? Precondition::not_modified : Precondition::failed;
}
//! [preconditions]

//! [range-applies]
bool range_applies(const Request& request, const Validators& validators) {
  const std::size_t lines = request.count("If-Range");
  if (lines != 1) return lines == 0;
  return same_tag(trim(*request.find("If-Range")), validators.etag, Comparison::strong);
}
//! [range-applies]

}  // namespace ladder::http
