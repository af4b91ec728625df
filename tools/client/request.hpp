/// \file
/// The request that goes out. Source: RFC 9112 sections 3 and 6.
#pragma once

#include <string>

#include "client/options.hpp"

namespace ladder::tools {

/// A request as it stands on the wire.
struct Request {
  std::string method;
  std::string head;  ///< with the empty line at its end
  std::string body;
};

/// Makes the request the options ask for. Fields of the user's stand in place of the client's own. `is_last`
/// adds "Connection: close", as RFC 9112 section 9.6 asks of a client that sends no more.
Request make_request(const Options& options, bool is_last);

}  // namespace ladder::tools
