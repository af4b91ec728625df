/// \file
/// Request: the head of one request, as views into the bytes that came. Valid only while those bytes stay.
/// Source: RFC 9112 sections 3 and 5. Opened in stage 05.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "http/authority.hpp"

namespace ladder::http {

/// One field line: name and value, surrounding white space removed. Names compare without case.
struct Field {
  std::string_view name;
  std::string_view value;
};

/// The four methods that are served; everything else that is a token is `other` (answered 501).
enum class Method { get, head, post, options, other };

/// The form of the request target (RFC 9112 section 3.2).
enum class TargetForm { origin, absolute, authority, asterisk };

/// A parsed request head. Copying it copies views, not bytes.
struct Request {
  std::string_view request_line;  ///< as sent, for the log
  std::string_view method_name;
  Method method = Method::other;
  std::string_view target;  ///< as sent
  TargetForm form = TargetForm::origin;
  std::string_view path;       ///< still percent-encoded; "*" for the asterisk form
  std::string_view query;      ///< without the question mark
  std::string_view scheme;     ///< absolute form only
  std::string_view authority;  ///< of the target if it has one, else of Host; empty for HTTP/1.0 without Host
  AuthorityView authority_parts;  ///< of the same text, always
  int major_version = 1;
  int minor_version = 1;
  std::vector<Field> fields;

  /// The value of the first field of this name, in any case.
  std::optional<std::string_view> find(std::string_view name) const;
  /// How many field lines have this name.
  std::size_t count(std::string_view name) const;
  /// True if the list-valued field(s) of this name contain `token`, without case (RFC 9110 section 5.6.1).
  bool lists_token(std::string_view name, std::string_view token) const;
  /// HTTP/1.1 or a later minor version of HTTP/1.
  bool at_least_1_1() const { return minor_version >= 1; }
};

}  // namespace ladder::http
