/// \file
/// A strict reader of responses, for tests: what it accepts, any client can read. It has no code in common
/// with the server. Source: RFC 9112 sections 4, 5 and 6.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ladder::test {

/// The bytes are not a response that a strict client would take.
struct BadResponse : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One response, interim ones (1xx) included.
struct WireResponse {
  std::string status_line;  ///< "HTTP/1.1 200 OK"
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;

  bool interim() const { return status < 200; }
  /// The value of the only field of this name, in any case. Throws BadResponse if there are two.
  std::optional<std::string> find(std::string_view name) const;
};

/// Takes one response to a request with this method off the front of `bytes`; nothing if it is not all there.
/// Throws BadResponse as soon as it can be no good.
std::optional<WireResponse> take_response(std::string& bytes, std::string_view method);

/// What every response of this server carries: Date as an IMF-fixdate, Server, Connection (`close` or
/// `keep-alive`), Content-Length unless it is forbidden, no Transfer-Encoding. Throws BadResponse.
void check_always(const WireResponse& response);

}  // namespace ladder::test
