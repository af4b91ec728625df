#include "slow/report.hpp"

#include <algorithm>
#include <iomanip>
#include <map>
#include <nlohmann/json.hpp>

#include "network/failure.hpp"
#include "network/text.hpp"

namespace ladder::tools::slow {
namespace {

/// All connections of which the same is said, the shortest first.
using Groups = std::map<std::string, std::vector<Fate>>;

Groups grouped(const Summary& summary) {
  Groups groups;
  for (const Fate& fate : summary.fates) groups[in_words(fate)].push_back(fate);
  for (auto& [words, fates] : groups) {
    std::sort(fates.begin(), fates.end(), [](const Fate& a, const Fate& b) { return a.after < b.after; });
  }
  return groups;
}

// The report tells seconds; time itself is kept in std::chrono.
double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

nlohmann::ordered_json fate_json(const Fate& fate) {
  return {{"ending", name(fate.ending)},   {"status", fate.status},
          {"whole_answer", fate.is_whole}, {"after_seconds", seconds(fate.after)},
          {"sent_bytes", fate.sent_bytes}, {"received_bytes", fate.received_bytes}};
}

nlohmann::ordered_json groups_json(const Summary& summary) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& [words, fates] : grouped(summary)) {
    json.push_back({{"what", words},
                    {"ending", name(fates.front().ending)},
                    {"status", fates.front().status},
                    {"connections", fates.size()},
                    {"after_seconds",
                     {{"shortest", seconds(fates.front().after)},
                      {"median", seconds(fates[fates.size() / 2].after)},
                      {"longest", seconds(fates.back().after)}}}});
  }
  return json;
}

}  // namespace

void print_table(std::ostream& out, const Options& options, const Summary& summary) {
  constexpr int kCountWidth = 12;
  constexpr int kWidth = 10;
  out << "slow " << name(options.mode) << ' ' << authority(options.host, options.port) << options.target
      << ": " << count_text(options.connections) << " at once, a step every " << in_seconds(options.interval)
      << ", for " << duration_text(summary.elapsed) << (summary.was_interrupted ? ", ended by a signal" : "")
      << "\n\n"
      << std::setw(kCountWidth) << "connections" << std::setw(kWidth) << "shortest" << std::setw(kWidth)
      << "median" << std::setw(kWidth) << "longest"
      << "  what became of them\n";
  for (const auto& [words, fates] : grouped(summary)) {
    out << std::setw(kCountWidth) << count_text(fates.size()) << std::setw(kWidth)
        << duration_text(fates.front().after) << std::setw(kWidth)
        << duration_text(fates[fates.size() / 2].after) << std::setw(kWidth)
        << duration_text(fates.back().after) << "  " << words << '\n';
  }
  out.flush();
}

std::string to_json(const Options& options, const Summary& summary) {
  nlohmann::ordered_json json{{"tool", "slow"},
                              {"mode", name(options.mode)},
                              {"host", options.host},
                              {"port", options.port},
                              {"path", options.target},
                              {"connections_at_once", options.connections},
                              {"interval_seconds", seconds(options.interval)},
                              {"elapsed_seconds", seconds(summary.elapsed)},
                              {"interrupted", summary.was_interrupted},
                              {"groups", groups_json(summary)}};
  auto list = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < std::min(summary.fates.size(), kMostListed); ++i)
    list.push_back(fate_json(summary.fates[i]));
  json["connections"] = std::move(list);
  return json.dump(2) + '\n';
}

}  // namespace ladder::tools::slow
