/// \file
/// load: how many requests a server answers, and how long it takes for them. `load http URL`, `load tcp HOST
/// PORT`, `load udp HOST PORT`; `load PROTOCOL --help` lists the options, docs/tools.md explains the figures.

#include <iostream>

#include "load/options.hpp"
#include "load/report.hpp"
#include "load/run.hpp"
#include "network/common_options.hpp"
#include "network/report_file.hpp"

namespace ladder::tools::load {
namespace {

int run_and_report(const Options& options) {
  const Summary summary = run(options);
  // Where the JSON goes to standard output, a program reads it: the table then goes beside it.
  if (!options.quiet) {
    print_table(options.json_path == kStandardOutput ? std::cerr : std::cout, options, summary);
  }
  if (!options.json_path.empty()) write_report(options.json_path, to_json(options, summary));
  return summary.tally.answered > 0 ? kAnswered : kNetworkFailure;
}

}  // namespace
}  // namespace ladder::tools::load

int main(int argc, char** argv) {
  using namespace ladder::tools;
  return run_program({"load", "Measures servers: HTTP, TCP echo, UDP echo."}, [&](CLI::App& app) {
    return load::run_and_report(load::parse_options(app, argc, argv));
  });
}
