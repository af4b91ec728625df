/// \file
/// client_udp: sends each argument, or each line of its input, as one datagram and prints the reply as a
/// line. `client_udp [HOST=127.0.0.1] [PORT=9000] [TEXT...]`; it gives up when a reply does not come in time.

#include <CLI/CLI.hpp>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "client_udp/datagram_client.hpp"
#include "network/common_options.hpp"

namespace ladder::tools {
namespace {

struct Options {
  std::string host = "127.0.0.1";
  std::string port = "9000";
  std::vector<std::string> texts;
  std::chrono::milliseconds timeout{2'000};  // a round trip around the world takes 0.3 s
};

Options parse_options(CLI::App& app, int argc, const char* const* argv) {
  Options options;
  add_host_and_port(app, options.host, options.port);
  app.add_option("TEXT", options.texts, "Datagrams to send; without any, each line of the input is one");
  add_timeout(app, options.timeout, "Longest wait for a reply");
  app.footer("Exit status: 0 answered, 1 network failure, 2 wrong arguments.");
  app.parse(argc, argv);
  return options;
}

void ask(DatagramClient& client, const std::string& text) {
  if (text.size() > kMaxDatagramBytes) {
    throw std::length_error("a text of " + std::to_string(text.size()) +
                            " bytes does not fit in a datagram (" + std::to_string(kMaxDatagramBytes) +
                            " bytes)");
  }
  std::cout << client.ask(text) << std::endl;  // flushed: whoever reads along sees each reply as it comes
}

void run(const Options& options) {
  DatagramClient client(options.host, options.port, options.timeout);
  for (const auto& text : options.texts) ask(client, text);
  if (!options.texts.empty()) return;
  for (std::string line; std::getline(std::cin, line);) ask(client, line);
}

}  // namespace
}  // namespace ladder::tools

int main(int argc, char** argv) {
  using namespace ladder::tools;
  return run_program({"client_udp", "Sends datagrams over UDP and prints the replies."}, [&](CLI::App& app) {
    try {
      run(parse_options(app, argc, argv));
      return kAnswered;
    } catch (const std::length_error& error) {
      std::cerr << "client_udp: " << error.what() << '\n';
      return kWrongArguments;
    }
  });
}
