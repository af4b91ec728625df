/// \file
/// Requests written and responses read, for tests: just enough HTTP/1.1 to look at what a server says (status
/// line, fields, body by Content-Length), strict where a server must be exact.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/client.hpp"

namespace ladder::test {

/// A response as it came.
struct Response {
  int status = 0;
  std::string head;  ///< as sent, with the empty line
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
  bool complete = false;  ///< head and body are whole

  /// The value of a field, whatever its case; empty if there is none.
  std::string field(std::string_view name) const;
};

/// Whether a response to HEAD is expected: a Content-Length without a body.
enum class BodyExpected : bool { no, yes };

/// Reads one response; `complete` is false if the stream ends or kPatience passes before it does. Bytes
/// behind it stay for the next call. Throws std::runtime_error for what is no HTTP response.
Response read_response(Client& client, BodyExpected body = BodyExpected::yes);

/// "GET PATH HTTP/1.1" with Host "127.0.0.1:port". `fields` are whole lines, each with its CRLF.
std::string get(std::uint16_t port, std::string_view path, std::string_view fields = {});
/// "POST /upload" of a JSON body, with its length.
std::string post_json(std::uint16_t port, std::string_view body, std::string_view fields = {});

/// Sends a request on a connection of its own and reads the answer.
Response ask(const os::Address& server, std::string_view request);

}  // namespace ladder::test
