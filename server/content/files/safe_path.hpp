/// \file
/// From the path of a request to a name beneath the root: decoded once, then judged. This is the first of two
/// walls; the second is os::Directory, where the kernel itself resolves the name beneath the root.
/// Opened in stage 06. Sources: RFC 3986 sections 2.1 and 3.3, RFC 9110 section 17.3.
#pragma once

#include <string>
#include <string_view>

#include "content/mime_types.hpp"
#include "http/status.hpp"

namespace ladder::content {

/// The verdict on one request path.
struct ResourcePath {
  /// ok, bad_request or forbidden.
  http::Status status = http::Status::ok;
  /// Why not, for the error page. Static text.
  std::string_view error;
  /// The decoded name beneath the root, without a leading slash. Empty if the path itself is refused.
  std::string relative;
  /// With `forbidden`: only the extension is refused, so one look is needed: an existing directory that was
  /// asked for without its slash is 404 instead.
  bool check_directory = false;
};

/// Judges a path, still percent-encoded and without its query. A path that ends in a slash means the
/// index.html in it. Whether the file exists plays no part. Any thread.
///
/// \par Example
/// \snippet examples/content.cpp safe-path
ResourcePath validate_resource_path(std::string_view encoded_path, const Extensions& allowed);

/// The one spelling under which a valid path is cached, so that a client cannot fill the cache with one file
/// by encoding its name in many ways. Any thread.
std::string canonical_path(std::string_view encoded_path, std::string_view relative);

}  // namespace ladder::content
