/// \file
/// Origin: which site a request comes from, as the browser tells it. A page of another site can make its
/// visitor's browser post a form to us; only what the browser says of itself tells it from our own pages.
/// Sources: RFC 6454 section 7, W3C Fetch Metadata section 2.2. Opened in stage 12.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/request.hpp"

namespace ladder::http {

/// True if `text` is a serialized origin: scheme "://" host [ ":" port ], without a path. Any thread.
bool is_origin(std::string_view text);

/// True if a browser says that a page of another site has sent this request: Origin is neither the request's
/// own authority nor one of `allowed`, or there is none and Sec-Fetch-Site says cross-site. What is no
/// browser says neither, and is taken at its word. Any thread.
bool is_from_another_site(const Request& request, std::span<const std::string> allowed);

}  // namespace ladder::http
