/// \file
/// The little of a URL that the clients need: http, a host, a port, and what stands in the request line.
/// Source: RFC 3986 section 3, RFC 9110 section 4.2.1.
#pragma once

#include <string>
#include <string_view>

namespace ladder::tools {

/// An address of the World Wide Web, taken apart.
struct Url {
  std::string host;  ///< without the brackets of an IPv6 address
  std::string port = "80";
  std::string target = "/";  ///< path and query; a fragment never leaves the client

  friend bool operator==(const Url&, const Url&) = default;
};

/// True for a text that begins as a URL does, whatever its scheme.
bool looks_like_url(std::string_view text);

/// Reads "http://host[:port][/path][?query]". Throws std::invalid_argument saying what is wrong.
Url parse_url(std::string_view text);

}  // namespace ladder::tools
