#include "http/head_lines.hpp"

#include "http/authority.hpp"
#include "http/request_target.hpp"
#include "http/syntax.hpp"

namespace ladder::http {

namespace {

/// Browsers send 10 to 15 fields: one allocation serves them.
constexpr std::size_t kUsualFields = 16;

Verdict bad(std::string_view error) { return {error, Status::bad_request}; }

//! [method-of]
/// Methods are told apart by their case (RFC 9110 section 9.1): `get` is none of ours.
Method method_of(std::string_view name) {
  if (name == "GET") return Method::get;
  if (name == "HEAD") return Method::head;
  if (name == "POST") return Method::post;
  if (name == "OPTIONS") return Method::options;
  return Method::other;
}
//! [method-of]

/// HTTP-version = "HTTP" "/" DIGIT "." DIGIT, case-sensitive (RFC 9112 section 2.3).
bool is_version(std::string_view text) {
  return text.size() == 8 && text.substr(0, 5) == "HTTP/" && is_digit(text[5]) && text[6] == '.' &&
         is_digit(text[7]);
}

/// Puts what a target says where a request has it.
void take_target(const RequestTarget& target, Request& request) {
  request.form = target.form;
  request.path = target.path;
  request.query = target.query;
  request.scheme = target.scheme;
  request.authority = target.authority;
  request.authority_parts = target.authority_parts;
}

/// Why `line`, which begins with `name_bytes` bytes of a name, is not a field line.
std::string_view why_not_field(std::string_view line, std::size_t name_bytes) {
  if (line.front() == ' ' || line.front() == '\t')
    return "a header line begins with white space (line folding)";
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return "a header line has no colon";
  if (colon == 0) return "a header line has no name before its colon";
  if (trim(line.substr(name_bytes, colon - name_bytes)).empty())
    return "white space stands between a header name and its colon";
  return "a header name holds a character that is not allowed there";
}

}  // namespace

//! [request-line]
/// Method, target and version, with one space between: into `request`; or what the line is
/// refused for.
Verdict parse_request_line(std::string_view line, std::size_t target_bytes, Request& request) {
  request.request_line = line;
  const std::size_t first = line.find(' ');
  const std::size_t second = first == line.npos ? line.npos : line.find(' ', first + 1);
  if (second == line.npos || second == first + 1 || line.find(' ', second + 1) != line.npos)
    return bad("the request line is not method, target and version with one space between");
  request.method_name = line.substr(0, first);
  request.target = line.substr(first + 1, second - first - 1);
  const std::string_view version = line.substr(second + 1);
  if (!is_token(request.method_name)) return bad("the method is not a token");
  if (!is_version(version)) return bad("the version is not HTTP/ digit . digit");
  request.major_version = version[5] - '0';
  request.minor_version = version[7] - '0';
  if (request.major_version != 1)
    return {"only major version 1 of HTTP is spoken here", Status::version_not_supported};
  if (request.target.size() > target_bytes) return {"the request target is too long", Status::uri_too_long};
  const RequestTarget target = parse_request_target(request.method_name, request.target);
  if (!target.error.empty()) return bad(target.error);
  request.method = method_of(request.method_name);
  take_target(target, request);
  return {};
}
//! [request-line]

//! [field-line]
/// A name, at once a colon, and a value without the white space around it: one Field more; or
/// what the line is refused for.
Verdict parse_field_line(std::string_view line, std::size_t most_fields, Request& request) {
  if (request.fields.size() >= most_fields)
    return {"the head has too many header lines", Status::header_fields_too_large};
  std::size_t colon = 0;
  while (colon < line.size() && is_token_char(line[colon])) ++colon;
  if (colon == 0 || colon == line.size() || line[colon] != ':') return bad(why_not_field(line, colon));
  if (request.fields.capacity() < kUsualFields) request.fields.reserve(kUsualFields);
  request.fields.push_back({line.substr(0, colon), trim(line.substr(colon + 1))});
  return {};
}
//! [field-line]

//! [complete-head]
/// All fields are there: Host exactly once (or missing, in HTTP/1.0) and well-formed. A request
/// whose target names no host is meant for that one.
Verdict complete_head(Request& request) {
  const Field* host = nullptr;
  for (const Field& field : request.fields) {
    if (!equals_ignoring_case(field.name, "host")) continue;
    if (host != nullptr) return bad("there is more than one Host field");
    host = &field;
  }
  if (host == nullptr) return request.at_least_1_1() ? bad("the Host field is missing") : Verdict{};
  const auto parts = split_authority(host->value);
  if (!parts) return bad("the Host field is malformed");
  if (!request.authority.empty()) return {};  // of an absolute target: it counts, and Host does not
  request.authority = host->value;
  request.authority_parts = *parts;
  return {};
}
//! [complete-head]

}  // namespace ladder::http
