/// \file
/// What stands in a trace file, for the tests that load it.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ladder::test {

/// The events of one file. Throws if it is not JSON.
class TraceFile {
 public:
  explicit TraceFile(const std::string& text) : events_(nlohmann::json::parse(text)) {}

  const nlohmann::json& events() const { return events_; }
  std::vector<nlohmann::json> named(std::string_view name, std::string_view phase) const {
    std::vector<nlohmann::json> found;
    std::ranges::copy_if(events_, std::back_inserter(found), [&](const nlohmann::json& event) {
      return event.at("name") == name && event.at("ph") == phase;
    });
    return found;
  }
  /// The names of what one connection has gone through, in the file's order: its moments, and the calls that
  /// moved its bytes.
  std::vector<std::string> life_of(std::uint64_t connection) const {
    std::vector<std::string> names;
    for (const nlohmann::json& event : events_) {
      const bool step = event.value("cat", "") == "connection" && event.at("id") == connection;
      const bool call =
          event.contains("args") && event["args"].value("connection", std::uint64_t{0}) == connection;
      if (step && event["ph"] == "e") names.emplace_back("closed");
      if ((step && event["ph"] == "n") || call) names.push_back(event["name"]);
    }
    return names;
  }

 private:
  nlohmann::json events_;
};

}  // namespace ladder::test
