#include "client/request.hpp"

#include <algorithm>
#include <string_view>

#include "network/failure.hpp"

namespace ladder::tools {
namespace {

bool has_field(const Options& options, std::string_view name) {
  return std::any_of(options.fields.begin(), options.fields.end(),
                     [name](const Field& field) { return equal_ignoring_case(field.name, name); });
}

// RFC 9110 section 8.6: methods that expect content say that there is none, too.
bool announces_length(const Options& options) {
  const bool expects_content =
      options.method == "POST" || options.method == "PUT" || options.method == "PATCH";
  return (options.body || expects_content) && !has_field(options, "Transfer-Encoding");
}

}  // namespace

Request make_request(const Options& options, bool is_last) {
  Request request{options.method, options.method + ' ' + options.target + " HTTP/1.1\r\n",
                  options.body.value_or(std::string())};
  const auto add = [&](std::string_view name, std::string_view value) {
    request.head.append(name).append(": ").append(value).append("\r\n");
  };
  const auto add_unless_given = [&](std::string_view name, std::string_view value) {
    if (!has_field(options, name)) add(name, value);
  };
  add_unless_given("Host", host_field(options.host, options.port));
  add_unless_given("User-Agent", "ladder-client");
  add_unless_given("Accept", "*/*");
  if (announces_length(options)) add_unless_given("Content-Length", std::to_string(request.body.size()));
  if (is_last) add_unless_given("Connection", "close");
  for (const auto& field : options.fields) add(field.name, field.value);
  request.head += "\r\n";
  return request;
}

}  // namespace ladder::tools
