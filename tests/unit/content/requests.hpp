/// \file
/// Requests made by hand for the tests of content/, and what an answer says. Opened in stage 06.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace ladder::test {

/// A request as the session would hand it over. The views must outlive it: pass literals.
inline http::Request make_request(http::Method method, std::string_view path,
                                  std::initializer_list<http::Field> fields = {}) {
  http::Request request;
  request.method = method;
  request.target = path;
  request.path = path;
  request.fields = fields;
  return request;
}

inline http::Request get(std::string_view path, std::initializer_list<http::Field> fields = {}) {
  return make_request(http::Method::get, path, fields);
}

inline http::Request post(std::string_view path, std::initializer_list<http::Field> fields = {}) {
  return make_request(http::Method::post, path, fields);
}

/// All field lines of an answer, in the order in which they are sent.
inline std::string fields_of(const http::Response& response) {
  return std::string(response.ready_fields) + response.fields;
}

/// The value of one field of an answer, or "(none)".
inline std::string field_of(const http::Response& response, std::string_view name) {
  const std::string lines = "\r\n" + fields_of(response);
  const std::string start = "\r\n" + std::string(name) + ": ";
  const std::size_t found = lines.find(start);
  if (found == std::string::npos) return "(none)";
  const std::size_t begin = found + start.size();
  return lines.substr(begin, lines.find("\r\n", begin) - begin);
}

/// The body, if it is in memory.
inline std::string body_of(const http::Response& response) {
  return response.shared_body.empty() ? response.text : std::string(response.shared_body);
}

}  // namespace ladder::test
