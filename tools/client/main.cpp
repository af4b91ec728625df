/// \file
/// client: an HTTP/1.1 client that shows the exchange, for experiments with the servers of the course.
/// `client [HOST=127.0.0.1] [PORT=8080] [PATH=/]` or `client URL`; `client --help` lists the options.

#include <iostream>
#include <optional>

#include "client/connection.hpp"
#include "client/options.hpp"
#include "client/request.hpp"
#include "client/response_reader.hpp"
#include "client/transcript.hpp"
#include "network/common_options.hpp"
#include "network/failure.hpp"
#include "network/terminal.hpp"

namespace ladder::tools {
namespace {

// A server may answer and close before it has read the whole request (413, 503): even when sending fails,
// its answer is looked for. Returns whether the connection may be used again.
bool exchange(const Request& request, Connection& connection, ResponseReader& reader,
              Transcript& transcript) {
  transcript.show_request(request);
  std::optional<NetworkFailure> sending_failed;
  try {
    connection.write(request.head + request.body);
  } catch (const NetworkFailure& failure) {
    sending_failed = failure;
  }
  try {
    return reader.read_answer(request.method, transcript) && !sending_failed;
  } catch (const NetworkFailure&) {
    if (sending_failed) throw NetworkFailure(*sending_failed);
    throw;
  }
}

void run(const Options& options) {
  Connection connection(options.host, options.port, options.timeout);
  ResponseReader reader([&connection](std::span<char> space) { return connection.read_some(space); });
  ProgressBar progress(std::cerr, errors_go_to_terminal());
  Transcript transcript(std::cout, options.output_path, progress);
  for (unsigned number = 1; number <= options.repeat; ++number) {
    const bool is_last = number == options.repeat;
    const bool is_reusable = exchange(make_request(options, is_last), connection, reader, transcript);
    if (!is_last && !is_reusable) {
      throw NetworkFailure("the server ended the connection after " + std::to_string(number) + " of " +
                           std::to_string(options.repeat) + " answers");
    }
  }
}

}  // namespace
}  // namespace ladder::tools

int main(int argc, char** argv) {
  using namespace ladder::tools;
  return run_program({"client", "Sends an HTTP/1.1 request and shows the exchange."}, [&](CLI::App& app) {
    try {
      run(parse_options(app, argc, argv));
      return kAnswered;
    } catch (const BadAnswer& error) {
      std::cerr << "client: the answer is not HTTP: " << error.what() << '\n';
      return kNetworkFailure;
    }
  });
}
