#include "client/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "network/common_options.hpp"
#include "network/url.hpp"

namespace ladder::tools {
namespace {

// What the command line says, before it is checked.
struct RawOptions {
  std::vector<std::string> field_lines;
  std::string body_path;
};

// Nothing else is refused: a client for experiments must be able to send what a server should refuse.
bool fits_in_request_line(const std::string& target) {
  return !target.empty() &&
         std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c != '\x7f'; });
}

std::string read_body_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw CLI::ValidationError("--body-file", "cannot read " + path);
  std::string body(kMaxRequestBodyBytes + 1, '\0');
  file.read(body.data(), static_cast<std::streamsize>(body.size()));
  if (file.bad()) throw CLI::ValidationError("--body-file", "cannot read " + path);
  body.resize(static_cast<std::size_t>(file.gcount()));
  if (body.size() > kMaxRequestBodyBytes) {
    throw CLI::ValidationError("--body-file", "over " + std::to_string(kMaxRequestBodyBytes) + " bytes");
  }
  body.shrink_to_fit();
  return body;
}

void describe_options(CLI::App& app, Options& options, RawOptions& raw) {
  add_host_and_port(app, options.host, options.port);
  app.get_option("HOST")->description("Name or address of the server, or a whole URL, http://host:port/path");
  app.add_option("PATH", options.target, "Request target")->capture_default_str();
  app.add_option("-X,--method", options.method, "Method (default GET, or POST with a body)");
  app.add_option("-H,--header", raw.field_lines,
                 "A field \"Name: value\", in place of the client's own; may be repeated")
      ->type_name("LINE")
      ->allow_extra_args(false);
  auto* body = app.add_option("-d,--body", options.body, "Body of the request");
  app.add_option("--body-file", raw.body_path, "File with the body of the request")
      ->type_name("FILE")
      ->excludes(body)
      ->check(CLI::ExistingFile);
  app.add_option("-n,--repeat", options.repeat, "Send the request so many times on one connection")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(1U, kMaxRepeat));
  app.add_option("-o,--output", options.output_path, "Save the body of the (last) answer in a file")
      ->type_name("FILE");
  add_timeout(app, options.timeout, "Longest wait without progress");
  app.footer("Exit status: 0 answered, 1 network failure, 2 wrong arguments.");
}

void take_url_apart(const CLI::App& app, Options& options) {
  if (app.count("PORT") > 0) throw CLI::ValidationError("PORT", "stands in the URL");
  try {
    const Url url = parse_url(options.host);
    options.host = url.host;
    options.port = url.port;
    options.target = url.target;
  } catch (const std::invalid_argument& error) {
    throw CLI::ValidationError("HOST", error.what());
  }
}

}  // namespace

Options parse_options(CLI::App& app, int argc, const char* const* argv) {
  Options options;
  RawOptions raw;
  describe_options(app, options, raw);
  app.parse(argc, argv);
  if (looks_like_url(options.host)) take_url_apart(app, options);
  for (const auto& line : raw.field_lines) {
    try {
      options.fields.push_back(parse_field(line));
    } catch (const std::invalid_argument& error) {
      throw CLI::ValidationError("--header", error.what());
    }
  }
  if (!raw.body_path.empty()) options.body = read_body_file(raw.body_path);
  if (options.method.empty()) options.method = options.body ? "POST" : "GET";
  if (!is_token(options.method)) throw CLI::ValidationError("--method", "not a token of RFC 9110");
  if (!fits_in_request_line(options.target)) {
    throw CLI::ValidationError("PATH", "empty, or with spaces or control characters; write %20 for a space");
  }
  return options;
}

}  // namespace ladder::tools
