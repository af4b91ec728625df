/// \file
/// What the checks of uploads have in common: the answer to one, and what lies in uploads/ then.
#pragma once

#include <string>
#include <vector>

#include "check/http.hpp"

namespace ladder::check {

/// What is in uploads/ and was not in `before`.
std::vector<std::string> new_uploads(Trial& trial, const std::vector<std::string>& before);

/// Throws unless this is the answer to an upload of `json`, which now lies where it says. Returns the path.
std::string expect_stored(Trial& trial, const HttpClient& client, const Response& response,
                          const std::string& json);

}  // namespace ladder::check
