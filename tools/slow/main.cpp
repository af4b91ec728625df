/// \file
/// slow: the client that every server fears. `slow MODE URL` with head, body, read, idle or reset; it reports
/// what the server did about it. `slow MODE --help` lists the options, docs/tools.md has examples.

#include <algorithm>
#include <iostream>

#include "network/common_options.hpp"
#include "network/report_file.hpp"
#include "slow/options.hpp"
#include "slow/report.hpp"
#include "slow/run.hpp"

namespace ladder::tools::slow {
namespace {

int run_and_report(const Options& options) {
  const Summary summary = run(options);
  // Where the JSON goes to standard output, a program reads it: the table then goes beside it.
  if (!options.quiet)
    print_table(options.json_path == kStandardOutput ? std::cerr : std::cout, options, summary);
  if (!options.json_path.empty()) write_report(options.json_path, to_json(options, summary));
  const bool has_connected = std::any_of(summary.fates.begin(), summary.fates.end(), [](const Fate& fate) {
    return fate.ending != Ending::refused && fate.ending != Ending::unconnected;
  });
  return has_connected ? kAnswered : kNetworkFailure;
}

}  // namespace
}  // namespace ladder::tools::slow

int main(int argc, char** argv) {
  using namespace ladder::tools;
  return run_program({"slow", "Is slow on purpose, to see what a server does about it."}, [&](CLI::App& app) {
    return slow::run_and_report(slow::parse_options(app, argc, argv));
  });
}
