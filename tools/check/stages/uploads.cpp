#include "check/stages/uploads.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

namespace ladder::check {

std::vector<std::string> new_uploads(Trial& trial, const std::vector<std::string>& before) {
  std::vector<std::string> names;
  for (const std::string& name : trial.root().uploads())
    if (std::find(before.begin(), before.end(), name) == before.end()) names.push_back(name);
  return names;
}

std::string expect_stored(Trial& trial, const HttpClient& client, const Response& response,
                          const std::string& json) {
  expect(response.status == 201, client, "201 Created");
  const auto body = nlohmann::json::parse(response.body, nullptr, /*allow_exceptions=*/false);
  expect(body.is_object() && body.value("status", "") == "success", client,
         R"({"status":"success", ...} in the body)");
  const std::string path = body.value("filepath", "");
  expect(std::regex_match(path, std::regex("/uploads/upload_[0-9]{8}_[0-9]{6}_[0-9a-z]{4}\\.json")), client,
         "\"filepath\":\"/uploads/upload_YYYYmmdd_HHMMSS_xxxx.json\" with xxxx of 0-9 and a-z");
  expect(response.field("location").ends_with(path), client, "Location: " + path);
  expect(trial.root().read(path.substr(1)) == json, client,
         "the file " + path + " in the root, byte for byte as posted");
  return path;
}

}  // namespace ladder::check
