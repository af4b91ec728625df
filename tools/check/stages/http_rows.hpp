/// \file
/// Tables of requests: what is sent, which answer is due, and why. Each row is sent on a connection of its
/// own.
#pragma once

#include <string>
#include <vector>

#include "check/http.hpp"

namespace ladder::check {

/// What becomes of the connection behind the answer. It must be what the answer says; what must end must say
/// so.
enum class Then { as_it_says, ends };

/// One request and its answer.
struct Row {
  std::string what;  ///< "two spaces in the request line"
  std::string sent;  ///< `{host}` stands for 127.0.0.1 and the port
  std::vector<int> statuses;
  Then then = Then::as_it_says;
  std::string why = {};    ///< in place of the check's
  std::string field = {};  ///< a field that the answer must have, in lower case
};

/// Throws the Failure of the first row that is not answered as it must be, with a line that repeats it.
void expect_rows(Trial& trial, const std::vector<Row>& rows);

/// `printf '...' | nc -N 127.0.0.1 {port}` for a text with `{host}`.
std::string by_hand(std::string_view sent);

}  // namespace ladder::check
