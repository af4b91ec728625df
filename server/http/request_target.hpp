/// \file
/// The request target and its four forms. Sources: RFC 9112 section 3.2, RFC 3986 section 3. Opened in stage
/// 05.
#pragma once

#include <string_view>

#include "http/authority.hpp"
#include "http/request.hpp"

namespace ladder::http {

/// The parts of a target, as views into it. `error` is empty if the target is valid, else static text.
struct RequestTarget {
  TargetForm form = TargetForm::origin;
  std::string_view scheme;        ///< absolute form only
  std::string_view authority;     ///< absolute and authority form only
  AuthorityView authority_parts;  ///< of the same text, always
  std::string_view path;   ///< not decoded; "/" where an absolute target has none; "*" for the whole server
  std::string_view query;  ///< without the question mark
  std::string_view error;
};

/// Which form a target may have depends on the method: authority belongs to CONNECT (and CONNECT to it), the
/// asterisk to OPTIONS. `OPTIONS http://host` means the asterisk too (RFC 9112 section 3.2.4): its form stays
/// absolute, its path is "*". Allocates nothing. Any thread.
///
/// \par Example
/// \snippet examples/http.cpp request-target
RequestTarget parse_request_target(std::string_view method_name, std::string_view target);

}  // namespace ladder::http
