#include "check/stages/uploads.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

namespace ladder::check {

namespace {

/// The text that an object has by this name; empty if it has none, or something else.
std::string text_in(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

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
  expect(body.is_object() && text_in(body, "status") == "success", client,
         R"({"status":"success", ...} in the body)");
  const std::string path = text_in(body, "filepath");
  expect(std::regex_match(path, std::regex("/uploads/upload_[0-9]{8}_[0-9]{6}_[0-9a-z]{4}\\.json")), client,
         "\"filepath\":\"/uploads/upload_YYYYmmdd_HHMMSS_xxxx.json\" with xxxx of 0-9 and a-z");
  expect(response.field("location").ends_with(path), client, "Location: " + path);
  expect(trial.root().read(path.substr(1)) == json, client,
         "the file " + path + " in the root, byte for byte as posted");
  return path;
}

}  // namespace ladder::check
